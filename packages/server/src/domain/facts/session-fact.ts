import type { KickReason } from '../devices/sessions.ts'

/** Of one device of a user. */
export type SessionFact = { user: string; device: string } & (
  | { kind: 'session.opened' }
  /** `left`: the client, or its connection, went away. Nobody reports the sessions of a node that died. */
  | { kind: 'session.ended'; reason: 'left' | KickReason }
)
