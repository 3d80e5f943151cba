import type { KickReason } from '../devices/sessions.ts'

/** What happened to one device of a user. */
export type SessionFact = { user: string; device: string } & (
  | { kind: 'session.opened' }
  /** `left`: the client or its connection went away. Sessions of a node that died are not reported. */
  | { kind: 'session.ended'; reason: 'left' | KickReason }
)
