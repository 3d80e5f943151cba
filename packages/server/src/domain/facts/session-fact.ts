import type { KickReason } from '../devices/sessions.ts'

/** What a device says of itself at login, and where it is. */
export interface SessionClient {
  /** `ios`, `android`, `linux`, `win`, `webim` or `other`. */
  os: string
  /** Version of the SDK; empty if it does not say. */
  version: string
  /** Address, with the port where no proxy hides it. */
  ip: string
}

/** What happened to one device of a user. `client`: absent of facts before it was recorded, and if the session's node died. */
export type SessionFact = { user: string; device: string; client?: SessionClient } & (
  | { kind: 'session.opened' }
  /** `left`: the client or its connection went away; `lost`: its node died. */
  | { kind: 'session.ended'; reason: 'left' | 'lost' | KickReason }
)
