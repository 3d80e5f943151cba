import { parseJson } from './json/index.ts'
import { Envelope, Jid, KeyValue, Logout, Provision } from './msync.generated.js'
import { Command, Namespace, Route } from './numbers.ts'
import { ProtocolError } from './protocol-error.ts'
import { decode, guarded, Reader } from './wire.ts'
import { checkWire } from './wire-check.ts'

/** Tag in Envelope. */
const COMMAND = 0x40
const ENVELOPED = 0x4a
/** Tag in SyncUp. */
const META = 0x0a
const KEY = 0x10
const QUEUE = 0x1a
const IS_ROAM = 0x20
/** Tag in Meta. */
const ID = 0x08
const TO = 0x1a
const NAMESPACE = 0x28
const PAYLOAD = 0x32
const ROUTE = 0x38
const EXT = 0x42
const DIRECTED_USERS = 0x52

/** A frame from client to server (msync.md §2-§4). */
export type ClientFrame =
  | ProvisionFrame
  | UnreadFrame
  | SendFrame
  | PullFrame
  | RoamFrame
  | LogoutFrame
  | { command: 'unknown'; number: number }

/** Login. Names are as typed by the user. */
export interface ProvisionFrame {
  command: 'provision'
  /** `org#app`. */
  appKey: string
  user: string
  /** Without the marker `$t$` that clients prepend. */
  token: string
  /** The client's own name for the device, within the user; empty if the client leaves it to the server. */
  resource: string
  deviceUuid: string | null
  deviceName: string | null
  osType: number | null
  /** Version of the client's engine; `version` is that of the product around it. */
  actionVersion: string | null
  version: string | null
  sessionId: string | null
  /** Free text for the devices that this login kicks. */
  reason: string | null
}

/** Heartbeat, and request for the queues that have data. */
export interface UnreadFrame {
  command: 'unread'
}

/** An action: a message, receipt, recall, edit, room join. Answer with sendAck, unless the namespace is STATISTIC. */
export interface SendFrame {
  command: 'sync-send'
  /** 64 bits, all of which the answer repeats (native.md §4). Unique within one page of one client at best (trap 16). */
  id: bigint
  to: Jid | null
  /** A Namespace, or a number that this version does not know. */
  namespace: number
  /** A view into the frame. */
  payload: Uint8Array
  /** A Route, or a number that this version does not know. */
  route: number
  ext: readonly KeyValue[]
  directedUsers: readonly string[]
  /** It is larger than whoever decoded it takes: `ext` and `directedUsers` were not read. */
  isTooLarge: boolean
}

/**
 * Acknowledges up to `key` and asks for what follows; without key, asks for everything unacknowledged. The queue is not decoded:
 * most client frames are pulls, and its three strings would be half of the cost of reading one.
 */
export interface PullFrame {
  command: 'sync-pull'
  /** 0 is not one of our keys; it stands for keys that we cannot have issued: 2^53 and more. */
  key: number | null
}

/**
 * Asks for history, as native SDKs do (native.md §5). The meta beside it is a placeholder that looks like a message, but is not.
 * Answer with roamPage.
 */
export interface RoamFrame {
  command: 'sync-roam'
  /** Id of the placeholder, which the answer repeats; null if there is none. */
  id: bigint | null
  queue: Jid | null
  /** Id of the message to continue from, exclusive; null to begin with the newest. `foreign`: no server of ours gave it out. */
  key: number | null | 'foreign'
}

export interface LogoutFrame {
  command: 'logout'
  reason: string | null
}

const noBytes: Uint8Array = new Uint8Array()
const TOKEN_MARKER = '$t$'

/**
 * Decodes one binary WebSocket message, which must have the form that checkWire requires; the payload of a send is not checked.
 * Throws ProtocolError and nothing else, whatever the bytes.
 * @param largest size of a send, in bytes, up to which its lists are read: a megabyte holds hundreds of thousands of attributes.
 */
export function decodeClientFrame(bytes: Uint8Array, largest = Number.POSITIVE_INFINITY): ClientFrame {
  checkWire(bytes, 'Envelope')
  const { command, payload } = guarded(() => readEnvelope(Reader.create(bytes)))
  switch (command) {
    case Command.SYNC:
      checkWire(payload, 'SyncUp')
      return guarded(() => readSync(Reader.create(payload), largest))
    case Command.UNREAD:
      return { command: 'unread' }
    case Command.PROVISION:
      checkWire(payload, 'Provision')
      return guarded(() => readProvision(decode(Envelope, bytes), decode(Provision, payload)))
    case Command.LOGOUT:
      checkWire(payload, 'Logout')
      return { command: 'logout', reason: decode(Logout, payload).reason }
    case null:
      throw new ProtocolError('frame without command')
    default:
      return { command: 'unknown', number: command }
  }
}

/** Reads the parts of an envelope that frames after the login use. */
function readEnvelope(reader: Reader): { command: number | null; payload: Uint8Array } {
  let command: number | null = null
  let payload = noBytes
  while (reader.pos < reader.len) {
    const tag = reader.tag()
    if (tag === COMMAND) command = reader.int32()
    else if (tag === ENVELOPED) payload = reader.bytes()
    else reader.skipType(tag & 7)
  }
  return { command, payload }
}

function readSync(reader: Reader, largest: number): SendFrame | PullFrame | RoamFrame {
  let meta: Draft | undefined
  let key: number | null = null
  let keyAt = 0
  let queueAt: number | undefined
  let isRoam = false
  while (reader.pos < reader.len) {
    const tag = reader.tag()
    if (tag === META) meta = readMeta(reader, largest)
    else if (tag === KEY) {
      keyAt = reader.pos
      key = reader.ownId()
    } else if (tag === IS_ROAM) isRoam = reader.bool()
    else {
      if (tag === QUEUE) queueAt = reader.pos
      reader.skipType(tag & 7)
    }
  }
  if (isRoam) {
    const isForeign = key === 0 && reader.buf[keyAt] !== 0
    const queue = jidAt(reader, queueAt)
    return { command: 'sync-roam', id: meta?.id ?? null, queue, key: isForeign ? 'foreign' : key || null }
  }
  if (meta === undefined) return { command: 'sync-pull', key }
  const { id } = meta
  if (id === null) throw new ProtocolError('sent meta without id')
  return { ...meta, id }
}

function jidAt(reader: Reader, at: number | undefined): Jid | null {
  if (at === undefined) return null
  reader.pos = at
  return Jid.decode(reader, reader.size())
}

type Draft = Omit<SendFrame, 'id'> & { id: bigint | null }

/** Bypasses the generated decoder, which turns ids into numbers and reads the sender that the client claims. */
function readMeta(reader: Reader, largest: number): Draft {
  const ext: KeyValue[] = []
  const directedUsers: string[] = []
  const size = reader.size()
  const isTooLarge = size > largest
  const meta: Draft = {
    command: 'sync-send',
    id: null,
    to: null,
    namespace: Namespace.STATISTIC,
    payload: noBytes,
    route: Route.ALL,
    ext,
    directedUsers,
    isTooLarge,
  }
  const end = size + reader.pos
  while (reader.pos < end) {
    const tag = reader.tag()
    if (tag === ID) meta.id = reader.bigUint64()
    else if (tag === TO) meta.to = Jid.decode(reader, reader.size())
    else if (tag === NAMESPACE) meta.namespace = reader.int32()
    else if (tag === PAYLOAD) meta.payload = reader.bytes()
    else if (tag === ROUTE) meta.route = reader.int32()
    else if (tag === EXT && !isTooLarge) ext.push(KeyValue.decode(reader, reader.size()))
    else if (tag === DIRECTED_USERS && !isTooLarge) directedUsers.push(reader.string())
    else reader.skipType(tag & 7)
  }
  return meta
}

function readProvision({ guid, auth }: Envelope, provision: Provision): ProvisionFrame {
  if (!guid?.appKey || !guid.name) throw new ProtocolError('provision without user')
  const token = withoutMarker(auth || provision.auth || tokenIn(provision.authToken))
  if (!token) throw new ProtocolError('provision without token')
  return {
    command: 'provision',
    appKey: guid.appKey,
    user: guid.name,
    token,
    resource: provision.resource ?? guid.resource ?? '',
    deviceUuid: provision.deviceUuid,
    deviceName: provision.deviceName,
    osType: provision.osType,
    actionVersion: provision.actionVersion,
    version: provision.version,
    sessionId: provision.sessionId,
    reason: provision.reason,
  }
}

function withoutMarker(token: string): string {
  return token.startsWith(TOKEN_MARKER) ? token.slice(TOKEN_MARKER.length) : token
}

/** `{"token":"…"}`, the only place of the token from SDK 5 on (sdk5.md §3). Empty if there is none. */
function tokenIn(json: string | null): string {
  if (!json) return ''
  const value = parseJson(json)
  const token = typeof value === 'object' && value !== null && 'token' in value ? value.token : ''
  return typeof token === 'string' ? token : ''
}
