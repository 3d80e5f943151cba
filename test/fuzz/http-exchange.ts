import { connect } from 'node:net'

/** Bytes for a connection of their own. */
export interface HttpRequest {
  title: string
  parts: readonly Buffer[]
  /** Whether the bytes are a request that has to be answered; of others only an end is wanted. */
  isWhole: boolean
}

/** ms in which an answer has to have come to its end, on a busy machine too. */
const ANSWER_WITHIN = 20_000
/** ms without a sign of the server after which the client of a request that is not whole says that no more will come. */
const PATIENCE = 250
/** Bytes of an answer that are looked at. */
const KEPT = 64 * 1024
/** Largest request that has to be answered whatever it is: of a larger one the server need not read the rest. */
const ALWAYS_ANSWERED = 32 * 1024

/** What is not built, what may go out (full disk, database away): documented answers, not faults. */
const DOCUMENTED = new Set([501, 503, 507])
/** SockJS has statuses of its own (sockjs-protocol 0.3.3). */
const SOCKJS_TEXT = /Payload expected\.|Broken JSON encoding\./
/** What shows the insides of the server. */
const INSIDES = /node:internal|Cannot read properties|is not (?:a function|iterable)|SQLITE_|\.ts:\d+/

/** Sends a request and looks at what comes back. @returns what is wrong with it. */
export async function playRequest(port: number, request: HttpRequest): Promise<string | undefined> {
  const answer = await exchange(port, request)
  if (answer === 'hang') return `no end of an answer within ${ANSWER_WITHIN} ms`
  return faultOf(answer, request)
}

function faultOf(answer: string, { isWhole, parts }: HttpRequest): string | undefined {
  for (const [, status] of answer.matchAll(/^HTTP\/1\.1 (\d{3}) /gm)) {
    const isFault = Number(status) >= 500 && !DOCUMENTED.has(Number(status))
    if (isFault && !SOCKJS_TEXT.test(answer)) return `answered ${answer.slice(0, 1000)}`
  }
  if (INSIDES.test(answer)) return `shows its insides: ${answer.slice(0, 1000)}`
  const length = parts.reduce((sum, part) => sum + part.length, 0)
  if (isWhole && length < ALWAYS_ANSWERED && !/^HTTP\/1\.1 [2-5]/m.test(answer))
    return 'closed without an answer'
  return undefined
}

/** Everything that comes back until the server closes the connection, the first bytes of it. */
function exchange(port: number, { parts, isWhole }: HttpRequest): Promise<string | 'hang'> {
  return new Promise((resolve) => {
    const socket = connect({ port, host: '127.0.0.1', allowHalfOpen: true })
    const chunks: Buffer[] = []
    let kept = 0
    const finish = (isHang: boolean) => {
      clearTimeout(deadline)
      clearTimeout(quiet)
      socket.destroy()
      resolve(isHang ? 'hang' : Buffer.concat(chunks).toString('latin1'))
    }
    const deadline = setTimeout(() => finish(true), ANSWER_WITHIN)
    const quiet = setTimeout(() => socket.end(), PATIENCE)
    if (isWhole) clearTimeout(quiet)
    socket.on('data', (chunk) => {
      if (kept < KEPT) chunks.push(chunk)
      kept += chunk.length
      if (!isWhole) quiet.refresh()
    })
    socket.on('end', () => finish(false))
    socket.on('close', () => finish(false))
    // A reset: the server may refuse to read on.
    socket.on('error', () => finish(false))
    socket.on('connect', () => {
      for (const part of parts) socket.write(part)
    })
  })
}
