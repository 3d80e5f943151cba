import type { ChatType } from '../messages/chat-type.ts'
import type { WebhookFamily, WebhookSource } from './webhook.ts'

/** What goes to a receiver after something happened, before it is signed. */
export interface WebhookEvent {
  family: WebhookFamily
  /** Key of the log or of the subject whose events keep their order. */
  order: string
  /** As far as it is about a message. */
  chatType: ChatType | null
  messageType: string | null
  source: WebhookSource | null
  from: string | null
  to: string | null
  group: string | null
  extKeys: readonly string[]
  env: string | null
  /** Of events that differ by generation; null: the same in both. */
  generation: 'new' | 'old' | null
  /** What identifies the event in its `callId`: the id of a message, or a uuid derived from the fact, the same at each attempt. */
  callKey: string
  /** ms since 1970; signed. */
  timestamp: number
  /** Whether the body says `securityVersion`. */
  saysVersion: boolean
  /** The body does not say `host`. */
  hidesHost?: true
  /** JSON without `callId`, `timestamp`, `security`, `appkey`, `host`. */
  body: Readonly<Record<string, unknown>>
}
