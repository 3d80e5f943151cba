export * from './body.ts'
export * from './client-frame.ts'
export * from './client-meta.ts'
export * from './decode-content.ts'
export * from './encode-content.ts'
export * from './frames.ts'
export * from './history-record.ts'
export * from './jid.ts'
export * from './json-payload.ts'
export * from './key-value.ts'
export * from './message-body.ts'
export * from './message-edit.ts'
export * from './message-json.ts'
export { metaOf } from './message-meta.ts'
export { type MessageBodyPeek, peekMessageBody, readdressMessageBody } from './message-peek.ts'
export * from './message-stream.ts'
export * from './message-text.ts'
export * from './message-thread.ts'
export type {
  Jid,
  JidFields,
  KeyValue,
  KeyValueFields,
  MucBody,
  MucBodyFields,
  RosterBody,
  RosterBodyFields,
  StatusFields,
  StreamChunk,
  StreamChunkFields,
} from './msync.generated.js'
/** Every message of the schema with `encode` and `decode`, for code that plays the client: tests and load generators. */
export * as wire from './msync.generated.js'
export * from './muc-body.ts'
export * from './numbers.ts'
export * from './protocol-error.ts'
export * from './roster-body.ts'
export * from './shown-meta.ts'
export * from './status-code.ts'
export type { GroupItemFields, RosterItemFields, SessionItemFields } from './sync.generated.js'
/** As `wire`, of the sync socket. */
export * as syncWire from './sync.generated.js'
export * from './sync-frames.ts'
