import { Envelope, type Jid, type KeyValue, Logout, type Meta, Provision, SyncUp } from './msync.generated.js'
import { Command, Namespace, Route } from './numbers.ts'
import { ProtocolError } from './protocol-error.ts'
import { decode, guarded, Reader } from './wire.ts'

const META = 0x0a
const KEY = 0x10

/** A frame from client to server (msync.md §2-§4). */
export type ClientFrame =
  | ProvisionFrame
  | UnreadFrame
  | SendFrame
  | PullFrame
  | LogoutFrame
  | { command: 'unknown'; number: number }

/** Login. Names are as the user typed them. */
export interface ProvisionFrame {
  command: 'provision'
  /** `org#app`. */
  appKey: string
  user: string
  /** Without the marker `$t$` that clients put in front. */
  token: string
  /** The device's name for itself within the user; empty if the client leaves it to the server. */
  resource: string
  deviceUuid: string | null
  deviceName: string | null
  osType: number | null
  version: string | null
  sessionId: string | null
  /** Free text for the devices that this login pushes out. */
  reason: string | null
}

/** Heartbeat, and question for the queues with data. */
export interface UnreadFrame {
  command: 'unread'
}

/** Something to do: a message, receipt, recall, edit, room join. Answer with sendAck, unless the namespace is STATISTIC. */
export interface SendFrame {
  command: 'sync-send'
  /** Unique within one page of one client at best (trap 16). */
  id: number
  to: Jid | null
  /** A Namespace, or a number that this version does not know. */
  namespace: number
  /** A view into the frame. */
  payload: Uint8Array
  /** A Route, or a number that this version does not know. */
  route: number
  ext: readonly KeyValue[]
  directedUsers: readonly string[]
}

/**
 * Acknowledges up to `key` and asks for what follows; without key, for all that is unacknowledged. Which queue is not read:
 * most frames of clients are these, and its three strings would be half of what reading one costs.
 */
export interface PullFrame {
  command: 'sync-pull'
  key: number | null
}

export interface LogoutFrame {
  command: 'logout'
  reason: string | null
}

const noBytes = new Uint8Array()
const TOKEN_MARKER = '$t$'

/** `bytes`: one binary WebSocket message. Throws ProtocolError and nothing else, whatever the bytes are. */
export function decodeClientFrame(bytes: Uint8Array): ClientFrame {
  const envelope = decode(Envelope, bytes)
  const payload = envelope.payload ?? noBytes
  switch (envelope.command) {
    case Command.SYNC:
      return readSync(payload)
    case Command.UNREAD:
      return { command: 'unread' }
    case Command.PROVISION:
      return readProvision(envelope, decode(Provision, payload))
    case Command.LOGOUT:
      return { command: 'logout', reason: decode(Logout, payload).reason }
    case null:
      throw new ProtocolError('frame without command')
    default:
      return { command: 'unknown', number: envelope.command }
  }
}

function readSync(payload: Uint8Array): SendFrame | PullFrame {
  return guarded(() => {
    const reader = Reader.create(payload)
    let key: number | null = null
    while (reader.pos < reader.len) {
      const tag = reader.tag()
      if (tag === META) return readSend(decode(SyncUp, payload).meta!)
      if (tag === KEY) key = reader.uint64()
      else reader.skipType(tag & 7)
    }
    return { command: 'sync-pull', key }
  })
}

function readSend(meta: Meta): SendFrame {
  if (meta.id === null) throw new ProtocolError('sent meta without id')
  return {
    command: 'sync-send',
    id: meta.id,
    to: meta.to,
    namespace: meta.namespace ?? Namespace.STATISTIC,
    payload: meta.payload ?? noBytes,
    route: meta.route ?? Route.ALL,
    ext: meta.ext,
    directedUsers: meta.directedUsers,
  }
}

function readProvision({ guid, auth }: Envelope, provision: Provision): ProvisionFrame {
  if (!guid?.appKey || !guid.name) throw new ProtocolError('provision without user')
  if (!auth) throw new ProtocolError('provision without token')
  return {
    command: 'provision',
    appKey: guid.appKey,
    user: guid.name,
    token: auth.startsWith(TOKEN_MARKER) ? auth.slice(TOKEN_MARKER.length) : auth,
    resource: provision.resource ?? guid.resource ?? '',
    deviceUuid: provision.deviceUuid,
    deviceName: provision.deviceName,
    osType: provision.osType,
    version: provision.version,
    sessionId: provision.sessionId,
    reason: provision.reason,
  }
}
