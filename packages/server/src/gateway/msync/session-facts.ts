import type { SessionClient } from '../../domain/facts/session-fact.ts'
import type { App } from '../../domain/tenancy/app.ts'
import type { ClientKind } from './client-kind.ts'

/** Identity of a session. */
export interface SessionFacts {
  app: App
  user: string
  resource: string
  uuid: string
  name: string
  client: ClientKind
  about: SessionClient
  /** Knows messages told in pieces. */
  readsStreams: boolean
}
