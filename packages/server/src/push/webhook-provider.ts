import { type Outgoing, type OutgoingAnswer, OutgoingFault } from '../domain/outgoing/outgoing.ts'
import type { PushCertificate } from '../domain/push/push-certificate.ts'
import type { PushNotification, PushProvider, PushResult } from '../domain/push/push-provider.ts'
import { retryAfterMs } from './service-http.ts'

const PATIENCE_MS = 10_000
/** An answer is kept as far as a result shows it. */
const ANSWER_BYTES = 16 * 1024
const ANSWER_LENGTH = 1000

/**
 * Posts notifications to a server of the owner's, as JSON: `token`, `title`, `body`, `badge`, `data`, `collapseKey`, `expiresAt`
 * (ms since 1970). Its status says what becomes of them: 2xx taken, 404 and 410 the token is dead, 408, 425, 429 and 5xx later, others
 * refused. A secret of the certificate is sent as a bearer token.
 */
export class WebhookProvider implements PushProvider {
  readonly #outgoing: Outgoing

  constructor(outgoing: Outgoing) {
    this.#outgoing = outgoing
  }

  async push(
    { settings, secrets }: PushCertificate,
    token: string,
    { title, body, badge, data, collapseKey, expiresAt }: PushNotification,
  ): Promise<PushResult> {
    try {
      const answer = await this.#outgoing.call({
        method: 'POST',
        url: String(settings.url),
        headers: {
          'content-type': 'application/json',
          ...(secrets.secret && { authorization: `Bearer ${secrets.secret}` }),
        },
        body: JSON.stringify({ token, title, body, badge, data, collapseKey, expiresAt }),
        patienceMs: PATIENCE_MS,
        answerBytes: ANSWER_BYTES,
      })
      return resultOf(answer)
    } catch (error) {
      if (!(error instanceof OutgoingFault)) throw error
      const detail = error.message
      if (error.reason === 'forbidden') return { kind: 'refused', detail, answer: null }
      return { kind: 'later', detail, answer: null, afterMs: null }
    }
  }
}

function resultOf({ status, headers, text }: OutgoingAnswer): PushResult {
  const answer = text.slice(0, ANSWER_LENGTH)
  const detail = `the server answered ${status}`
  if (status >= 200 && status < 300) return { kind: 'sent', answer }
  if (status === 404 || status === 410) return { kind: 'unbind', detail, answer }
  if ([408, 425, 429].includes(status) || status >= 500)
    return { kind: 'later', detail, answer, afterMs: retryAfterMs(headers['retry-after']) }
  return { kind: 'refused', detail, answer }
}
