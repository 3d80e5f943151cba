import { ApiError } from '@ringpost/contract'
import type { ProvisionFrame } from '@ringpost/protocol'
import type { CursorKeeper } from '../../delivery/cursor-keeper.ts'
import type { Sessions } from '../../domain/devices/sessions.ts'
import type { LogStore } from '../../domain/log/log-store.ts'
import type { AppRegistry } from '../../domain/tenancy/app-registry.ts'
import type { Tokens } from '../../domain/tokens/tokens.ts'
import { foldUserName } from '../../domain/users/user-name.ts'
import type { IdGenerator } from '../../kernel/id-generator.ts'
import { aboutClient } from './about-client.ts'
import { clientKind, readsStreams, resourceFor } from './client-kind.ts'
import type { SessionFacts } from './session-facts.ts'

/** Devices per user whose cursors are kept. Browsers without storage bring a new one each time. */
const KEPT_DEVICES = 32
/** Limit in characters on a resource, and on each other text by which a device describes itself. */
const RESOURCE_LIMIT = 256
export const DESCRIPTION_LIMIT = 1024

export interface LoginServices {
  readonly apps: AppRegistry
  readonly tokens: Tokens
  readonly logs: LogStore
  readonly cursors: CursorKeeper
  readonly ids: IdGenerator
  readonly sessions: Sessions
}

export interface Login {
  facts: SessionFacts
  /** ms since 1970; 0 = never. */
  tokenExpiresAt: number
  /** Checks the token again. @throws ApiError if it has been revoked since. */
  verify(): Promise<unknown>
}

/**
 * Checks a PROVISION and registers the device.
 * @param address of the client.
 * @throws ApiError with the status that the SDKs map (msync.md §3.4).
 */
export async function logIn(frame: ProvisionFrame, services: LoginServices, address: string): Promise<Login> {
  const { logs, cursors, ids } = services
  const app = services.apps.byKey(frame.appKey)
  if (app === undefined) throw new ApiError('app.unknown_key', { key: frame.appKey })
  const verify = () => services.tokens.verify(app, frame.token)
  const { actor, expiresAt } = await verify()
  if (actor.kind !== 'user') throw new ApiError('auth.corrupt')
  const user = actor.name
  if (foldUserName(frame.user) !== user) throw new ApiError('auth.corrupt')
  const given = resourceFor(frame.osType, frame.resource, frame.deviceUuid) ?? frame.resource
  const resource = given.slice(0, RESOURCE_LIMIT) || `web_${ids.next()}`
  const uuid = (frame.deviceUuid ?? resource).slice(0, DESCRIPTION_LIMIT)
  const name = (frame.deviceName ?? resource).slice(0, DESCRIPTION_LIMIT)
  // Acknowledgements of an earlier connection must be saved before the device asks what it has not seen.
  await cursors.flush()
  const online = (await services.sessions.online(app.id, user)).map((device) => device.resource)
  const device = { app: app.id, user, resource, uuid, name, seenAt: services.ids.clock.now() }
  await logs.registerDevice(device, KEPT_DEVICES, online).catch(async (error) => {
    // Registration fails for an account deleted in the meantime: then the token says so.
    await verify()
    throw error
  })
  const facts = {
    app,
    user,
    resource,
    uuid,
    name,
    client: clientKind(frame),
    about: aboutClient(frame, address),
    readsStreams: readsStreams(frame),
  }
  return { facts, tokenExpiresAt: expiresAt, verify }
}
