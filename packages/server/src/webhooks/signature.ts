import { hash } from 'node:crypto'

/** `security` of a body (webhooks.md §3). */
export function signature(callId: string, secret: string, timestamp: number): string {
  return hash('md5', callId + secret + timestamp)
}
