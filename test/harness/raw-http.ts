import { connect } from 'node:net'
import { WITHIN_MS } from './until.ts'

/** Sends bytes over a plain socket and returns everything received until the server closes or `until` matches. */
export function rawExchange(
  port: number,
  bytes: string | Buffer,
  until: RegExp,
  timeoutMs = WITHIN_MS,
): Promise<string> {
  return new Promise((resolve, reject) => {
    const socket = connect(port, '127.0.0.1')
    let text = ''
    const timer = setTimeout(() => finish(new Error(`no answer matching ${until} in: ${text}`)), timeoutMs)
    const finish = (error?: Error) => {
      clearTimeout(timer)
      socket.destroy()
      if (error === undefined) resolve(text)
      else reject(error)
    }
    socket.on('connect', () => socket.write(bytes))
    socket.on('data', (chunk) => {
      text += chunk.toString('utf8')
      if (until.test(text)) finish()
    })
    socket.on('end', () => finish(until.test(text) ? undefined : new Error(`closed after: ${text}`)))
    socket.on('error', finish)
  })
}
