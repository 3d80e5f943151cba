import { retryDelay } from '../retry-delay.ts'
import type { Webhook } from './webhook.ts'
import type { WebhookAnswer } from './webhook-post.ts'

/** ms from the event until it is given up. */
const GIVE_UP_MS = 24 * 3_600_000
/** Attempts in mode `compat`. */
const COMPAT_ATTEMPTS = 2
/** The request itself is wrong: the same one will be refused again. */
const FINAL = new Set([400, 413, 422])

/** When a delivery that has failed is tried again in mode `reliable`, ms since 1970. @param attempts so far, at least 1. */
export function nextAttemptAt(attempts: number, { retryAfter }: WebhookAnswer, now: number): number {
  return now + retryDelay(attempts, retryAfter)
}

/** Whether no further attempt is made after a failed one. */
export function isLast({ retry }: Webhook, attempts: number, { status }: WebhookAnswer): boolean {
  if (retry === 'compat') return attempts >= COMPAT_ATTEMPTS
  return status !== null && FINAL.has(status)
}

/** Whether an event is too old to be tried again. @param at ms since 1970. */
export function isOver(at: number, now: number): boolean {
  return now - at > GIVE_UP_MS
}
