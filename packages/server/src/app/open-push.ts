import { createSecureContext } from 'node:tls'
import type { SessionDirectory } from '../delivery/session-directory.ts'
import type { SharedCaches } from '../domain/cluster/shared-caches.ts'
import type { Outgoing } from '../domain/outgoing/outgoing.ts'
import { PushBindings } from '../domain/push/push-bindings.ts'
import { PushCertificates } from '../domain/push/push-certificates.ts'
import { PushDispatch } from '../domain/push/push-dispatch.ts'
import { PushTemplates } from '../domain/push/push-templates.ts'
import type { Stores } from '../domain/stores.ts'
import type { Sealer } from '../kernel/sealer.ts'
import { WebhookProvider } from '../push/webhook-provider.ts'
import type { Facts } from './open-facts.ts'

/** Notifications for users who are away. */
export interface Push {
  pushBindings: PushBindings
  pushCertificates: PushCertificates
  pushTemplates: PushTemplates
  pushDispatch: PushDispatch
}

export async function openPush({
  stores,
  sealer,
  outgoing,
  shared,
  sessions,
  facts,
}: {
  stores: Stores
  sealer: Sealer
  outgoing: Outgoing
  shared: SharedCaches
  sessions: SessionDirectory
  facts: Facts
}): Promise<Push> {
  const pushBindings = new PushBindings(stores.pushBindings)
  sessions.whenChanged((session, fact) => pushBindings.follow(session, fact))
  const pushCertificates = new PushCertificates({
    store: stores.pushCertificates,
    sealer,
    shared,
    subscriptions: facts.subscriptions,
    checkPkcs12,
  })
  await pushCertificates.resume(facts.interest.subscribers.map(({ name }) => name))
  const pushTemplates = new PushTemplates(stores.pushTemplates, stores.notifications, shared)
  const providers = { WEBHOOK: new WebhookProvider(outgoing) }
  const pushDispatch = new PushDispatch(stores.pushBindings, pushCertificates, providers)
  return { pushBindings, pushCertificates, pushTemplates, pushDispatch }
}

function checkPkcs12(pfx: Uint8Array, passphrase: string): string | undefined {
  try {
    createSecureContext({ pfx: Buffer.from(pfx), passphrase })
    return undefined
  } catch (error) {
    return (error as Error).message
  }
}
