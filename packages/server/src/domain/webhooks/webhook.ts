import type { ChatType } from '../messages/chat-type.ts'

/** When the owner's server is asked: before a message is sent, or told after something happened. */
export type WebhookKind = 'before' | 'after'

/** Where a message came from. */
export type WebhookSource = 'sdk' | 'rest'

/** Families of events, as owners name them in rules (webhooks.md §5). */
export type WebhookFamily =
  | 'chat'
  | 'chat_offline'
  | 'recall'
  | 'edit'
  | 'read_ack'
  | 'channel_ack'
  | 'delivery_ack'
  | 'userStatus'
  | 'group'
  | 'roster'
  | 'reaction'
  | 'thread'
  | 'keyword_alert'
  | 'moderation'
  | 'push'

/** Limits what is reported; every list that is not empty must match (webhooks.md §1). */
export interface WebhookFilters {
  /** Folded names of users. */
  from: readonly string[]
  /** Receivers, one-to-one only. */
  to: readonly string[]
  /** Ids of groups and rooms. */
  groups: readonly string[]
  /** Keys, of which the extension must have one. */
  extKeys: readonly string[]
  /** Routes: values of the field `env` of messages; a rule without any takes what has none. */
  envs: readonly string[]
}

/** A rule of an app: what is reported to which server, and how (webhooks.md §1). */
export interface Webhook {
  /** Row number of the app. */
  app: number
  /** Decimal digits, unique in the installation. */
  id: string
  /** Unique in the app. */
  name: string
  url: string
  kind: WebhookKind
  enabled: boolean
  /** Families of events (`after`), empty: all; of `before` always empty but for `edit`. */
  events: readonly WebhookFamily[]
  /** Empty: all. */
  chatTypes: readonly ChatType[]
  /** As bodies name them: `txt`, `img` …; empty: all (`before`: all but commands). */
  messageTypes: readonly string[]
  /** Empty: all; `before` never sees messages from REST. */
  sources: readonly WebhookSource[]
  filters: WebhookFilters
  /** Generation of events of groups and rooms: `group_op_event`, or `muc` of the older documents; never both. */
  groupEvents: 'new' | 'old'
  /** `reliable`: growing delays for 24 h; `compat`: one more attempt at once, as the vendor's. */
  retry: 'reliable' | 'compat'
  /** Events of one conversation are delivered one after the other, in their order. */
  ordered: boolean
  /** ms that a message may wait for the answer (`before`). */
  waitMs: number
  /** What becomes of a message without a valid answer (`before`). */
  onFailure: 'pass' | 'block'
  /** Whether the sender learns that it was refused (`before`). */
  report: boolean
  /** What the answer may replace (`before`): text up to 1 KB, or all but commands up to 5 KB. */
  replace: 'text' | 'all'
  /** ms since 1970. */
  createdAt: number
  modifiedAt: number
}

/** Secrets that sign what goes to a webhook. */
export interface WebhookSecrets {
  current: string
  /** The one before, for those who have not changed it yet. */
  previous: { secret: string; until: number } | null
}
