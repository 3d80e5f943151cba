import type { App } from '../tenancy/app.ts'
import type { ChannelEvent } from './channel-event.ts'
import type { ConversationEvent } from './conversation-event.ts'
import type { RosterEvent } from './roster-event.ts'
import type { ThreadEvent } from './thread-event.ts'

/** Everything people are told that is no message: areas add theirs. */
export type DomainEvent = ChannelEvent | RosterEvent | ConversationEvent | ThreadEvent

/** Words events as the bytes that entries carry. The domain says what happened, an adapter how clients read it. */
export interface EventEncoder {
  encode(app: App, event: DomainEvent): Uint8Array
}
