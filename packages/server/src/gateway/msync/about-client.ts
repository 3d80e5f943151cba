import type { ProvisionFrame } from '@ringpost/protocol'
import type { SessionClient } from '../../domain/facts/session-fact.ts'
import { clientKind } from './client-kind.ts'

/** `Provision.os_type` as callbacks name systems (webhooks.md §5.6). */
const systems: Readonly<Record<number, string>> = { 0: 'ios', 1: 'android', 2: 'linux', 3: 'other', 4: 'win' }
/** Limit in characters on a version: clients write it. */
const VERSION_LIMIT = 64

/** @param address of the client. */
export function aboutClient(
  frame: Pick<ProvisionFrame, 'osType' | 'actionVersion' | 'version'>,
  address: string,
): SessionClient {
  const kind = clientKind(frame)
  const isWeb = kind === 'web' || kind === 'sdk5'
  const os = isWeb ? 'webim' : (systems[frame.osType ?? -1] ?? 'other')
  return { os, version: (frame.version ?? '').slice(0, VERSION_LIMIT), ip: address }
}
