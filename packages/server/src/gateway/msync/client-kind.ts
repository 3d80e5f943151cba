import type { ProvisionFrame } from '@ringpost/protocol'

/**
 * What a client's generation needs beyond the protocol that all share.
 * - `web`: the web SDKs, and whatever does not say what it is.
 * - `sdk5`: the web SDK from 5 on (sdk5.md).
 * - `native`: the SDKs in C++, on phones and desktops (native.md).
 * - `go`: takes data only when it has asked for it after a NOTICE.
 */
export type ClientKind = 'web' | 'sdk5' | 'native' | 'go'

/** `Provision.os_type` (msync.md §3.1): iOS, Android, Linux, macOS, Windows. */
const platforms: Readonly<Record<number, string>> = { 0: 'ios', 1: 'android', 2: 'linux', 3: 'osx', 4: 'win' }
const GO = 7
/** `Provision.action_version` of SDK 5 (sdk5.md §3). */
const SDK5_ACTIONS = 'v6.0'

export function clientKind({
  osType,
  actionVersion,
}: Pick<ProvisionFrame, 'osType' | 'actionVersion'>): ClientKind {
  if (osType === GO) return 'go'
  if (osType !== null && osType in platforms) return 'native'
  return actionVersion === SDK5_ACTIONS ? 'sdk5' : 'web'
}

/** What every native client calls its device at the first connection of a process (native.md §3.2). */
const NAMELESS = 'mobile'

/** A name for a device that has none of its own, the same whenever this installation comes; undefined for others. */
export function resourceFor(
  osType: number | null,
  resource: string,
  uuid: string | null,
): string | undefined {
  const platform = platforms[osType ?? -1]
  return resource === NAMELESS && platform !== undefined && uuid ? `${platform}_${uuid}` : undefined
}
