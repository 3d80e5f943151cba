export { allOperations } from './all-operations.ts'
export type { ClientCall } from './client-call.ts'
export * from './errors.ts'
export { type Faults, faults } from './fault.ts'
export { generalErrors } from './general-errors.ts'
export { nativeCalls } from './native-calls.ts'
export type {
  AuthRule,
  BodyOf,
  Envelope,
  FurtherOf,
  Generation,
  Method,
  Operation,
  ParamsOf,
  QueryOf,
  Rate,
  ReplyOf,
} from './operation.ts'
export { operation } from './operation.ts'
export * as attributes from './operations/attributes.ts'
export { channels } from './operations/channels.ts'
export * as contacts from './operations/contacts.ts'
export * as conversations from './operations/conversations.ts'
export * as favourites from './operations/favourites.ts'
export * as files from './operations/files.ts'
export * as groupMembers from './operations/group-members.ts'
export * as groups from './operations/groups.ts'
export * as history from './operations/history.ts'
export * as instantPush from './operations/instant-push.ts'
export * as messageSearch from './operations/message-search.ts'
export * as messages from './operations/messages.ts'
export * as moderation from './operations/moderation.ts'
export * as presence from './operations/presence.ts'
export * as push from './operations/push.ts'
export * as reactions from './operations/reactions.ts'
export * as roomAttributes from './operations/room-attributes.ts'
export * as roomMembers from './operations/room-members.ts'
export * as rooms from './operations/rooms.ts'
export * as rtc from './operations/rtc.ts'
export * as service from './operations/service.ts'
export * as speech from './operations/speech.ts'
export * as testing from './operations/testing.ts'
export * as threads from './operations/threads.ts'
export * as tokens from './operations/tokens.ts'
export * as translation from './operations/translation.ts'
export * as users from './operations/users.ts'
export * as webhooks from './operations/webhooks.ts'
export { type SdkCall, sdkCalls } from './sdk-calls.ts'
export { sdk5Calls } from './sdk5-calls.ts'
export { type SeedCall, seedCalls } from './seed-calls.ts'
export { type SocketOperation, socketOperations } from './socket-operations.ts'
