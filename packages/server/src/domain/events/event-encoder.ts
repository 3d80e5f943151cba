import type { App } from '../tenancy/app.ts'
import type { ChannelEvent } from './channel-event.ts'
import type { ConversationEvent } from './conversation-event.ts'
import type { NotificationEvent } from './notification-event.ts'
import type { PresenceEvent } from './presence-event.ts'
import type { ProfileEvent } from './profile-event.ts'
import type { ReactionEvent } from './reaction-event.ts'
import type { RosterEvent } from './roster-event.ts'
import type { ThreadEvent } from './thread-event.ts'

/** All events for users that are not messages. Add new areas here. */
export type DomainEvent =
  | ChannelEvent
  | RosterEvent
  | ConversationEvent
  | ThreadEvent
  | ProfileEvent
  | NotificationEvent
  | PresenceEvent
  | ReactionEvent

/** Encodes events as the payload of entries. The domain says what happened, an adapter encodes it for clients. */
export interface EventEncoder {
  encode(app: App, event: DomainEvent): Uint8Array
}
