import type { KickReason } from '../devices/sessions.ts'

/** What happened to one device of a user. */
export type SessionFact = { user: string; device: string } & (
  | { kind: 'session.opened' }
  /** `left`: the client or its connection went away; `lost`: its node died. */
  | { kind: 'session.ended'; reason: 'left' | 'lost' | KickReason }
)
