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

/** `Provision.action_version` of the first web SDK that knows messages told in pieces, and the version of native ones (msync.md §3.1). */
const STREAMS_ACTIONS = [5, 2] as const
const STREAMS_VERSION = [4, 19] as const

/** Whether the client knows messages told in pieces; others would show each piece as a message. */
export function readsStreams({
  osType,
  actionVersion,
  version,
}: Pick<ProvisionFrame, 'osType' | 'actionVersion' | 'version'>): boolean {
  const kind = clientKind({ osType, actionVersion })
  if (kind === 'go') return false
  return kind === 'native' ? isFrom(STREAMS_VERSION, version) : isFrom(STREAMS_ACTIONS, actionVersion)
}

function isFrom([major, minor]: readonly [number, number], text: string | null): boolean {
  const [, given, more] = /^v?(\d+)\.(\d+)/.exec(text ?? '') ?? []
  return Number(given) > major || (Number(given) === major && Number(more) >= minor)
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
