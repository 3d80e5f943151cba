import { connect } from 'node:net'

/** Bytes for their own connection. */
export interface HttpRequest {
  title: string
  parts: readonly Buffer[]
  /** Whether the bytes are a request that must be answered; otherwise the connection only has to end. */
  isWhole: boolean
}

/** ms in which an answer must be complete, even on a busy machine. */
const ANSWER_WITHIN = 20_000
/** ms without a response after which the client of an incomplete request ends its side. */
const PATIENCE = 250
/** Bytes of an answer that are examined. */
const KEPT = 64 * 1024
/** Largest request that must be answered whatever it is: beyond that the server need not read the rest. */
const ALWAYS_ANSWERED = 32 * 1024

/**
 * Operations that are not implemented, and dependencies that may fail (full disk, database down): documented answers,
 * not faults.
 */
const DOCUMENTED = new Set([501, 503, 507])
/** SockJS has its own statuses (sockjs-protocol 0.3.3). */
const SOCKJS_TEXT = /Payload expected\.|Broken JSON encoding\./
/** Patterns that reveal the server's internals. */
const INSIDES = /node:internal|Cannot read properties|is not (?:a function|iterable)|SQLITE_|\.ts:\d+/

/** Sends a request and examines the answer. @returns what is wrong with it. */
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
  if (INSIDES.test(answer)) return `reveals internals: ${answer.slice(0, 1000)}`
  const length = parts.reduce((sum, part) => sum + part.length, 0)
  if (isWhole && length < ALWAYS_ANSWERED && !/^HTTP\/1\.1 [2-5]/m.test(answer))
    return 'closed without an answer'
  return undefined
}

/** Reads until the server closes the connection; returns the first bytes. */
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
