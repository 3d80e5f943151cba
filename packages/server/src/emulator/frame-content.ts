import {
  BodyType,
  type ClientFrame,
  Command,
  decodeClientFrame,
  decodeMessageBody,
  decodeMucBody,
  decodeRosterBody,
  Namespace,
  wire,
} from '@ringpost/protocol'
import { masked, plain } from './masked.ts'

/** A frame in words. */
export interface FrameContent {
  /** See `FrameRecord.kind`. */
  kind: string
  /** It carries a message of users, besides whatever else. */
  hasMessage: boolean
  content: unknown
}

const UNREADABLE: FrameContent = { kind: 'unreadable', hasMessage: false, content: undefined }

const upKinds: Readonly<Record<ClientFrame['command'], string>> = {
  provision: 'login',
  unread: 'unread',
  'sync-send': 'send',
  'sync-pull': 'pull',
  'sync-roam': 'history',
  logout: 'logout',
  unknown: 'unknown',
}

/** All kinds, up and down. */
export const frameKinds: readonly string[] = [
  ...['login', 'unread', 'send', 'pull', 'history', 'logout', 'unknown'],
  ...['ack', 'page', 'drained', 'notice', 'unreadable'],
]

/** Undefined if it is no frame. */
export function readUp(frame: Buffer): ClientFrame | undefined {
  try {
    return decodeClientFrame(frame)
  } catch {
    return undefined
  }
}

/** What a client sends. */
export function upContent(frame: ClientFrame | undefined): FrameContent {
  if (frame === undefined) return UNREADABLE
  const { command, ...rest } = frame
  const kind = upKinds[command]
  if (frame.command !== 'sync-send') return { kind, hasMessage: false, content: masked(plain(rest)) }
  const { id, to, namespace, payload, route, directedUsers } = frame
  const body = bodyOf(namespace, payload)
  const content = { id, to: to?.name, namespace: nameOf(namespace), route, directedUsers, body: body.content }
  return { kind, hasMessage: body.isMessage, content: masked(plain(content)) }
}

/** What the server sends. */
export function downContent(frame: Uint8Array): FrameContent {
  try {
    const { command, payload } = wire.Envelope.decode(frame)
    const bytes = payload ?? new Uint8Array()
    switch (command) {
      case Command.SYNC:
        return syncContent(bytes)
      case Command.UNREAD:
        return { kind: 'unread', hasMessage: false, content: plain(wire.UnreadDown.decode(bytes)) }
      case Command.NOTICE:
        return { kind: 'notice', hasMessage: false, content: plain(wire.Notice.decode(bytes)) }
      case Command.PROVISION:
        return { kind: 'login', hasMessage: false, content: masked(plain(wire.Provision.decode(bytes))) }
      case Command.LOGOUT:
        return { kind: 'logout', hasMessage: false, content: plain(wire.Logout.decode(bytes)) }
      default:
        return UNREADABLE
    }
  } catch {
    return UNREADABLE
  }
}

function syncContent(payload: Uint8Array): FrameContent {
  const { metas, ...rest } = wire.SyncDown.decode(payload)
  const bodies = metas.map((meta) =>
    bodyOf(meta.namespace ?? Namespace.STATISTIC, meta.payload ?? new Uint8Array()),
  )
  const told = metas.map(({ id, from, to, timestamp, namespace }, i) => ({
    ...{ id, from: from?.name, to: to?.name, timestamp, namespace: nameOf(namespace ?? Namespace.STATISTIC) },
    body: bodies[i]!.content,
  }))
  const isAnswer = rest.metaId !== null && rest.metaId !== undefined
  const kind = rest.isRoam === true ? 'history' : isAnswer ? 'ack' : metas.length > 0 ? 'page' : 'drained'
  const hasMessage = kind === 'page' && bodies.some(({ isMessage }) => isMessage)
  return { kind, hasMessage, content: masked(plain({ ...rest, ...(metas.length > 0 && { metas: told }) })) }
}

function nameOf(namespace: number): string {
  const found = Object.entries(Namespace).find(([, number]) => number === namespace)
  return found?.[0].toLowerCase() ?? String(namespace)
}

const messages: readonly (number | null)[] = [BodyType.CHAT, BodyType.GROUP_CHAT, BodyType.CHAT_ROOM]

function bodyOf(namespace: number, payload: Uint8Array): { isMessage: boolean; content: unknown } {
  try {
    if (namespace === Namespace.CHAT) {
      const body = decodeMessageBody(payload)
      return { isMessage: messages.includes(body.type), content: body }
    }
    if (namespace === Namespace.MUC) return { isMessage: false, content: decodeMucBody(payload) }
    if (namespace === Namespace.ROSTER) return { isMessage: false, content: decodeRosterBody(payload) }
    if (namespace === Namespace.STATISTIC)
      return { isMessage: false, content: wire.StatisticsBody.decode(payload) }
    return { isMessage: false, content: JSON.parse(Buffer.from(payload).toString('utf8')) }
  } catch {
    return { isMessage: false, content: undefined }
  }
}
