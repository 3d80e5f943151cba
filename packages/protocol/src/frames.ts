import {
  type JidFields,
  type KeyValueFields,
  Logout,
  Meta,
  Notice,
  Provision,
  StatisticsBody,
  Status,
  type StatusFields,
  SyncDown,
  UnreadDown,
} from './msync.generated.js'
import { Command, Namespace, type StatisticOperation } from './numbers.ts'
import { StatusCode } from './status-code.ts'
import { encode, Writer } from './wire.ts'

/** Frames from server to client, each the whole content of one binary WebSocket message. Times are in ms. */

const COMMAND = 0x40
const PAYLOAD = 0x4a
const SYNC_STATUS = 0x0a
const SYNC_META_ID = 0x10
const SYNC_METAS = 0x22

/** Always written out: without a status the SDK throws, or waits until it reconnects (trap 1). */
const OK: StatusFields = { code: StatusCode.OK }

export interface ProvisionAnswer {
  /** Default OK. For the SDK's reaction to a refusal see msync.md §3.4. Close the socket after one. */
  status?: StatusFields
  /** The client adopts it; if absent, the client's own becomes empty (trap 12). */
  resource: string
  /** Starts the client's expiry timers. The field must hold JSON or be absent (trap 11). */
  tokenExpiresAt?: number
  /** Echo of the client's. */
  sessionId?: string
}

export function provisionAnswer(answer: ProvisionAnswer): Uint8Array {
  const { status = OK, resource, tokenExpiresAt, sessionId } = answer
  const authToken = tokenExpiresAt === undefined ? null : JSON.stringify({ expires_in: tokenExpiresAt })
  return frame(Command.PROVISION, (writer) => {
    Provision.encode({ status, resource, authToken, sessionId }, writer)
  })
}

export function logoutAnswer(): Uint8Array {
  return frame(Command.LOGOUT, (writer) => {
    Logout.encode({ status: OK }, writer)
  })
}

/** Answers an UNREAD, the client's heartbeat. `queues`: all those with unacknowledged data. `timestamp`: the server's clock. */
export function unreadAnswer(answer: {
  queues: readonly { queue: JidFields; count: number }[]
  timestamp: number
}): Uint8Array {
  return frame(Command.UNREAD, (writer) => {
    UnreadDown.encode({ status: OK, unread: answer.queues, timestamp: answer.timestamp }, writer)
  })
}

/** Tells a client to pull a queue. */
export function notice(queue: JidFields): Uint8Array {
  return frame(Command.NOTICE, (writer) => {
    Notice.encode({ queue }, writer)
  })
}

export interface SendAck {
  /** The client's local id of what it sent, bit for bit. */
  metaId: bigint
  /** The final id of the message; absent if refused. */
  serverId?: number
  timestamp: number
  /** Default OK. For the SDK's reaction to a refusal see msync.md §11. */
  status?: StatusFields
  /** Encoded Metas that some results carry: room join (§7.3), edit, replaced content (§6.6). */
  metas?: readonly Uint8Array[]
}

/** Answers everything a client sends, receipts included: without an answer, the client reconnects after 15 s (trap 8). */
export function sendAck({ metaId, serverId, timestamp, status = OK, metas = [] }: SendAck): Uint8Array {
  // Written in parts because the field number of the metas lies between those of serverId and timestamp.
  return frame(Command.SYNC, (writer) => {
    writeAnswerTo(metaId, status, writer)
    SyncDown.encode({ serverId }, writer)
    writeMetas(writer, metas)
    SyncDown.encode({ timestamp }, writer)
  })
}

export interface RoamPage {
  /** Id of the placeholder. */
  metaId: bigint | null
  /** Encoded Metas, newest first. */
  metas: readonly Uint8Array[]
  /** Cursor for older messages; null if the page is empty and the last. */
  nextKey: number | null
  /** As requested. */
  queue: JidFields | null
  isLast: boolean
  timestamp: number
}

/**
 * A page of history. The one answer to a pull of it: an acknowledgement without metas makes a native client ask again at once, without
 * end (native.md §5). The client does not acknowledge it.
 */
export function roamPage({ metaId, metas, ...rest }: RoamPage): Uint8Array {
  return frame(Command.SYNC, (writer) => {
    if (metaId === null) writeStatus(writer)
    else writeAnswerTo(metaId, OK, writer)
    writeMetas(writer, metas)
    SyncDown.encode({ ...rest, isRoam: true }, writer)
  })
}

export interface QueuePage {
  /** Encoded Metas, oldest first, at least one. */
  metas: readonly Uint8Array[]
  /** Must differ from that of the queue's previous page, or the client does not acknowledge (trap 5); 0 if it must not. */
  nextKey: number
  /** Required (trap 2); the client distinguishes queues by the name alone. */
  queue: JidFields
  timestamp?: number
}

/**
 * Part of a queue, requested or pushed. Never claims to be the last part: combined with metas, that causes an endless loop of
 * pulls (trap 4). So the client acknowledges `nextKey` first, and then gets queueDrained.
 */
export function queuePage({ metas, nextKey, queue, timestamp }: QueuePage): Uint8Array {
  if (metas.length === 0) throw new RangeError('a queue page needs a meta')
  return frame(Command.SYNC, (writer) => {
    writeStatus(writer)
    writeMetas(writer, metas)
    SyncDown.encode({ nextKey, queue, timestamp }, writer)
  })
}

/** Answers a pull, even of an unknown queue, if nothing is left. Until then the client pulls no other queue. */
export function queueDrained({ queue, timestamp }: { queue: JidFields; timestamp?: number }): Uint8Array {
  return frame(Command.SYNC, (writer) => {
    SyncDown.encode({ status: OK, queue, isLast: true, timestamp }, writer)
  })
}

export interface MetaInput {
  /** Unique across namespaces: clients drop an id that they have seen (trap 18). */
  id: number
  /** Without it, SDKs before 4.19 and Agora's lose the whole frame (trap 3). */
  from: JidFields
  to: JidFields
  timestamp: number
  /** A Namespace, which determines the type of the payload. */
  namespace: number
  payload: Uint8Array
  ext?: readonly KeyValueFields[]
  /** JSON from encodeJsonPayload. */
  meta?: Uint8Array
}

/** The unit that frames carry. Encode it once, then put the bytes into as many frames as needed. */
export function encodeMeta(meta: MetaInput): Uint8Array {
  return encode(Meta, meta)
}

/** Tells a client why it is about to be disconnected; otherwise the client comes back (msync.md §9). A Meta, for queuePage. */
export function statisticMeta(
  operation: StatisticOperation,
  { reason, ...meta }: Omit<MetaInput, 'namespace' | 'payload'> & { reason?: string },
): Uint8Array {
  const payload = encode(StatisticsBody, { operation, reason })
  return encodeMeta({ ...meta, namespace: Namespace.STATISTIC, payload })
}

function frame(command: number, writePayload: (writer: Writer) => void): Uint8Array {
  const writer = Writer.create().uint32(COMMAND).uint32(command).uint32(PAYLOAD).fork()
  writePayload(writer)
  return writer.ldelim().finish()
}

function writeStatus(writer: Writer, status = OK): void {
  Status.encode(status, writer.uint32(SYNC_STATUS).fork()).ldelim()
}

function writeAnswerTo(metaId: bigint, status: StatusFields, writer: Writer): void {
  writeStatus(writer, status)
  const low = Number(BigInt.asUintN(32, metaId))
  const high = Number(metaId >> 32n)
  writer.uint32(SYNC_META_ID).uint64({ low, high, unsigned: true })
}

function writeMetas(writer: Writer, metas: readonly Uint8Array[]): void {
  for (const meta of metas) writer.uint32(SYNC_METAS).bytes(meta)
}
