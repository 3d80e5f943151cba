import { createSecureContext } from 'node:tls'
import type { Logger } from 'pino'
import type { SessionDirectory } from '../delivery/session-directory.ts'
import type { ChannelCache } from '../domain/channels/channel-cache.ts'
import type { SharedCaches } from '../domain/cluster/shared-caches.ts'
import type { Journal } from '../domain/log/journal.ts'
import type { MessageCodec } from '../domain/messages/message-codec.ts'
import { PushBindings } from '../domain/push/push-bindings.ts'
import { PUSH, PushCertificates } from '../domain/push/push-certificates.ts'
import { PushComposer } from '../domain/push/push-composer.ts'
import { PushDecision } from '../domain/push/push-decision.ts'
import { PushDeliverer } from '../domain/push/push-deliverer.ts'
import { PushDispatch, type PushProviders } from '../domain/push/push-dispatch.ts'
import { PushResults } from '../domain/push/push-results.ts'
import { PushStatistics } from '../domain/push/push-statistics.ts'
import { PushTemplates } from '../domain/push/push-templates.ts'
import { Pusher } from '../domain/push/pusher.ts'
import type { Stores } from '../domain/stores.ts'
import type { AppRegistry } from '../domain/tenancy/app-registry.ts'
import type { Translations } from '../domain/translation/translations.ts'
import type { Users } from '../domain/users/users.ts'
import type { IdGenerator } from '../kernel/id-generator.ts'
import type { Sealer } from '../kernel/sealer.ts'
import { faultReport } from './fault-report.ts'
import type { Facts } from './open-facts.ts'

/** Notifications for users who are away. */
export interface Push {
  pushBindings: PushBindings
  pushCertificates: PushCertificates
  pushTemplates: PushTemplates
  pushStatistics: PushStatistics
  pushDispatch: PushDispatch
  pushDeliverer: PushDeliverer
}

export function openPush(parts: {
  stores: Stores
  journal: Journal
  ids: IdGenerator
  codec: MessageCodec
  cache: ChannelCache
  users: Users
  apps: AppRegistry
  sessions: SessionDirectory
  facts: Facts
  translations: Translations
  sealer: Sealer
  providers: PushProviders
  shared: SharedCaches
  hasOthers: boolean
  log: Logger
}): Push {
  const { stores, journal, sessions, shared, apps, log } = parts
  const { clock } = parts.ids
  const { interest, subscriptions, dispatcher } = parts.facts
  const pushBindings = new PushBindings(
    stores.pushBindings,
    clock,
    faultReport(log, 'push bindings do not know of a session'),
  )
  sessions.whenChanged(async (session, fact) => {
    // Without a certificate nobody is pushed to, and logins cost nothing more.
    if (interest.wantsAny(session.app)) await pushBindings.follow(session, fact)
  })
  const store = stores.pushCertificates
  const pushCertificates = new PushCertificates({
    ...{ ...parts, store, subscriptions, interest, checkPkcs12, clock },
    onError: faultReport(log, 'push certificates cannot be used'),
  })
  const pushTemplates = new PushTemplates({
    store: stores.pushTemplates,
    chosen: stores.notifications,
    shared,
    clock,
  })
  const pushDispatch = new PushDispatch(stores.pushBindings, pushCertificates, parts.providers)
  const appOf = (id: number) => apps.byRow(id)
  const pushDeliverer = new PushDeliverer({
    ...parts,
    clock,
    composer: new PushComposer({ ...parts, templates: pushTemplates }),
    dispatch: pushDispatch,
    results: new PushResults(journal),
    appOf,
    isWanted: () => interest.subscribers.some(({ name }) => name.startsWith(`${PUSH}:`)),
    onError: faultReport(log, 'notifications not pushed, retrying'),
  })
  const pusher = new Pusher({
    ...parts,
    decision: new PushDecision({ ...parts, clock }),
    interest,
    appOf,
    onJobs: () => pushDeliverer.wake(),
  })
  dispatcher.serve(PUSH, () => pusher.receive)
  const pushStatistics = new PushStatistics(stores.pushJobs, clock)
  return { pushBindings, pushCertificates, pushTemplates, pushStatistics, pushDispatch, pushDeliverer }
}

/** Undefined if Node can use it. */
function checkPkcs12(pfx: Uint8Array, passphrase: string): string | undefined {
  try {
    createSecureContext({ pfx: Buffer.from(pfx), passphrase })
    return undefined
  } catch (error) {
    return (error as Error).message
  }
}
