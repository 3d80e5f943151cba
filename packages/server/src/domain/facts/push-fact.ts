import type { ManagedKind } from '../channels/channel.ts'

/** What became of pushing a message to one device of a user, or to none (webhooks.md §5.13). */
export interface PushFact {
  kind: 'push.done'
  /** The user it was for. */
  user: string
  /** The message: its id, its sender, and where it was sent: the log's kind, and the id of the group or room. */
  message: number
  sender: string
  chat: 'user' | ManagedKind
  group: string | null
  /** `fail`: not tried, or refused; `error`: the service could not be reached, or answered what nobody expects. */
  status: 'success' | 'fail' | 'error'
  /** Code of the service, as certificates have it: `APNS`, `ANDROID`, `XIAOMIPUSH` …; null before one is chosen. */
  service: string | null
  /** Name of the certificate. */
  notifier: string | null
  device: string | null
  token: string | null
  /** The service's answer, as callbacks show it. */
  data: unknown
  /** Why nothing was pushed, as in webhooks.md §5.13: `no push binding`, `message ignore push` … */
  detail: string | null
  /** Of an error. */
  error: string | null
}
