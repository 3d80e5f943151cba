import type { Logger } from 'pino'
import type { SessionDirectory } from '../delivery/session-directory.ts'
import type { EventEncoder } from '../domain/events/event-encoder.ts'
import type { Journal } from '../domain/log/journal.ts'
import { PresenceNews } from '../domain/presence/presence-news.ts'
import { PresenceStates } from '../domain/presence/presence-states.ts'
import type { Stores } from '../domain/stores.ts'
import type { AppRegistry } from '../domain/tenancy/app-registry.ts'
import type { IdGenerator } from '../kernel/id-generator.ts'
import { faultReport } from './fault-report.ts'

/** Wires what tells subscribers who is online to the sessions of all nodes. */
export function openPresence(core: {
  stores: Stores
  apps: AppRegistry
  sessions: SessionDirectory
  journal: Journal
  ids: IdGenerator
  encoder: EventEncoder
  log: Logger
}): { states: PresenceStates; news: PresenceNews } {
  const { stores, sessions, log } = core
  const store = stores.presence
  const states = new PresenceStates(store, sessions, core.ids.clock)
  const onError = faultReport(log, 'presence not told')
  const news = new PresenceNews({ ...core, ...{ store, logs: stores.logs, states, onError } })
  sessions.whenChanged(async ({ app, user, resource }, { kind }) => {
    if (kind === 'session.ended') news.went(app, user, resource)
    else news.changed(app, user)
  })
  sessions.whenLost((app, user) => news.changed(app, user))
  sessions.whenMoved((owns) => news.lostAny(owns))
  return { states, news }
}
