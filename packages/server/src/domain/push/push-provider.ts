import type { PushCertificate } from './push-certificate.ts'

/** What a phone is to show, in terms of no provider. Built from a message and the receiver's settings, or by the app (push.md §3, §5, §7). */
export interface PushNotification {
  title: string
  body: string
  /** Number on the icon; null leaves it. */
  badge: number | null
  /** What apps read: `f` sender, `t` receiver, `m` message id, `g` group, `e` the app's own (push.md §5 "Payload"). */
  data: Readonly<Record<string, unknown>>
  /** Notifications with one key replace each other on the phone. */
  collapseKey: string | null
  /** ms since 1970 after which it is not to be shown. */
  expiresAt: number
  /** Options of the message for this provider, in the vendor's names (`em_apns_ext`, `em_android_push_ext`, `em_harmony_push_ext`). */
  options: Readonly<Record<string, unknown>>
  /**
   * What the app itself says to this provider, in the provider's own terms, and `config` (push.md §7). It beats everything else, also
   * who sent what: messages of users never set it.
   */
  block?: Readonly<Record<string, unknown>>
}

/**
 * - `sent`: the provider took it; `answer` is what it said.
 * - `unbind`: the token is dead; the binding is removed.
 * - `refused`: it will not be taken; `detail` says why.
 * - `later`: try again, after `afterMs` if the provider said so.
 */
export type PushResult =
  | { kind: 'sent'; answer: unknown }
  | { kind: 'unbind' | 'refused'; detail: string; answer: unknown }
  | { kind: 'later'; detail: string; answer: unknown; afterMs: number | null }

/** Hands notifications to one push service. Never throws for what the service says or that it cannot be reached. */
export interface PushProvider {
  push(certificate: PushCertificate, token: string, notification: PushNotification): Promise<PushResult>
}
