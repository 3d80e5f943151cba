import { createHmac, hash } from 'node:crypto'
import type { WebhookSecrets } from '../domain/webhooks/webhook.ts'

/** `security` of a body (webhooks.md §3). */
export function signature(callId: string, secret: string, timestamp: number): string {
  return hash('md5', callId + secret + timestamp)
}

/**
 * Our own header, which signs the whole body and the time of sending, with each secret that counts: HMAC-SHA256 over
 * `{callId}.{seconds since 1970}.{body}`.
 * @param now ms since 1970.
 */
export function signatureHeader(
  callId: string,
  body: string,
  { current, previous }: WebhookSecrets,
  now: number,
): string {
  const time = Math.floor(now / 1000)
  const signed = [current, ...(previous === null ? [] : [previous.secret])].map(
    (secret) => `v1=${createHmac('sha256', secret).update(`${callId}.${time}.${body}`).digest('hex')}`,
  )
  return [`t=${time}`, ...signed].join(',')
}
