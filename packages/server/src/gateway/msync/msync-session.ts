import { ApiError } from '@ringpost/contract'
import {
  BodyType,
  type ClientFrame,
  encodeMessageBody,
  isConference,
  logoutAnswer,
  type MessageBodyPeek,
  Namespace,
  notice,
  ProtocolError,
  peekMessageBody,
  queuePage,
  type RoamFrame,
  Route,
  type SendFrame,
  StatisticOperation,
  sendAck,
  statisticMeta,
  unreadAnswer,
  userJid,
} from '@ringpost/protocol'
import type { CursorKeeper } from '../../delivery/cursor-keeper.ts'
import type { Session } from '../../delivery/session.ts'
import type { Person } from '../../domain/actor.ts'
import type { Caller } from '../../domain/caller.ts'
import type { KickReason } from '../../domain/devices/sessions.ts'
import type { EditRequest, Edits } from '../../domain/edits/edits.ts'
import type { Roaming } from '../../domain/history/roaming.ts'
import type { Entry } from '../../domain/log/entry.ts'
import { pairLog } from '../../domain/log/log-key.ts'
import type { LogStore } from '../../domain/log/log-store.ts'
import type { Sent } from '../../domain/messages/draft.ts'
import type { Recalls } from '../../domain/recall/recalls.ts'
import type { App } from '../../domain/tenancy/app.ts'
import { foldUserName, isLegalUserName } from '../../domain/users/user-name.ts'
import { encodeAttributes } from './attributes.ts'
import { type Accepted, type ChannelActServices, ChannelActs } from './channel-acts.ts'
import type { ClientKind } from './client-kind.ts'
import { editRequest, editResult } from './edit-frame.ts'
import { queueJid } from './entry-frames.ts'
import { fingerprint } from './fingerprint.ts'
import { isOurs, statusOf } from './gateway-status.ts'
import { addressed } from './message-payload.ts'
import { requireOwnApp } from './own-app.ts'
import { recallRequest } from './recall-frame.ts'
import { answerRoam } from './roam.ts'
import { actOnRoster, type RosterActs, type Untold } from './roster-acts.ts'
import { rosterEcho } from './roster-payload.ts'
import type { SessionFacts } from './session-facts.ts'
import { type Outlet, SyncEngine } from './sync-engine.ts'
import { NORMAL_CLOSE } from './transport.ts'

export interface SessionServices extends ChannelActServices, RosterActs {
  readonly recalls: Recalls
  readonly edits: Edits
  readonly roaming: Roaming
  readonly logs: LogStore
  readonly cursors: CursorKeeper
  /** Called with errors that are the server's own fault. */
  onError(error: unknown): void
}

/** What a session needs from its connection. */
export interface Wire extends Outlet {
  /**
   * Closes with this code after everything written and pending; ignores what arrives from then on. `lastPage`: key of
   * a page that the client should take first, if it does so soon.
   */
  shut(code: number, lastPage?: number): void
}

/**
 * Limit on wire bytes per byte of a message and its attributes: a one-digit number takes most, with the ten bytes of a
 * negative one. Anything larger is refused before it is decoded.
 */
const WIRE_EXPANSION = 4

const kickOperations: Readonly<Record<KickReason, StatisticOperation>> = {
  'user-removed': StatisticOperation.USER_REMOVED,
  'logged-in-elsewhere': StatisticOperation.USER_LOGIN_ANOTHER_DEVICE,
  'password-changed': StatisticOperation.USER_KICKED_BY_CHANGE_PASSWORD,
  forced: StatisticOperation.USER_KICKED_BY_OTHER_DEVICE,
}

/** A device logged in over MSYNC: its frames up, its entries down. */
export class MsyncSession implements Session {
  readonly app: App
  readonly user: string
  readonly resource: string
  readonly uuid: string
  readonly name: string
  readonly client: ClientKind
  readonly #services: SessionServices
  readonly #wire: Wire
  readonly #sync: SyncEngine
  readonly #channels: ChannelActs
  readonly #caller: Caller<Person>
  /** Expiry of the newest token that the client has presented, ms since 1970; 0 = never. */
  #tokenExpiresAt: number

  /** @param tokenExpiresAt of the login token, in ms since 1970; 0 = never. */
  constructor(facts: SessionFacts, services: SessionServices, wire: Wire, tokenExpiresAt: number) {
    this.app = facts.app
    this.user = facts.user
    this.resource = facts.resource
    this.uuid = facts.uuid
    this.name = facts.name
    this.client = facts.client
    this.#services = services
    this.#wire = wire
    this.#tokenExpiresAt = tokenExpiresAt
    this.#sync = new SyncEngine(facts, services, wire)
    const actor = { kind: 'user', name: facts.user, device: facts.resource } as const
    this.#caller = { app: facts.app, actor }
    this.#channels = new ChannelActs(facts, this.#caller, services)
  }

  /** Bytes of the largest send that is decoded. */
  get largestSend(): number {
    return this.app.settings.messageBytes * WIRE_EXPANSION
  }

  offer(entry: Entry): void {
    this.#sync.offer(entry)
  }

  follow(log: string, after: number): void {
    this.#sync.follow(log, after)
  }

  catchUp(): Promise<void> {
    return this.#sync.catchUp()
  }

  /** The device has everything up to the frame with this key. */
  acknowledge(key: number): void {
    this.#sync.acknowledge(key)
  }

  /** The device pulls nothing before `ready`. */
  waitFor(ready: Promise<void>): void {
    this.#sync.waitFor(ready)
  }

  kick(reason: KickReason, detail?: string): void {
    const id = this.#services.ids.next()
    const me = userJid(this.app.key, this.user, this.resource)
    const meta = statisticMeta(kickOperations[reason], {
      id,
      from: me,
      to: me,
      timestamp: Date.now(),
      ...(detail === undefined ? {} : { reason: detail }),
    })
    this.#announce()
    this.#send(queuePage({ metas: [meta], nextKey: id, queue: queueJid(this.app) }))
    this.#wire.shut(NORMAL_CLOSE, id)
  }

  renew(expiresAt: number): void {
    if (this.#tokenExpiresAt === 0) return
    this.#tokenExpiresAt = expiresAt === 0 ? 0 : Math.max(this.#tokenExpiresAt, expiresAt)
  }

  /**
   * Closes if the token has expired. There is no notice for it, but SDKs compare the time in answers to UNREAD with
   * that of their token and inform the app (msync.md §3.6); those that do not will reconnect and be refused with the
   * reason.
   */
  endIfExpired(): boolean {
    const now = Date.now()
    if (this.#tokenExpiresAt === 0 || now < this.#tokenExpiresAt) return false
    this.#send(unreadAnswer({ queues: [], timestamp: now }))
    this.#wire.shut(NORMAL_CLOSE)
    return true
  }

  /**
   * Handles a frame after login; undefined if it is already done. Sends are started in order of arrival and answered
   * when durable.
   */
  receive(frame: ClientFrame): Promise<void> | undefined {
    if (this.endIfExpired()) return undefined
    switch (frame.command) {
      case 'unread':
        return this.#answerUnread()
      case 'sync-pull':
        return this.#sync.pull(frame.key)
      case 'sync-send':
        return frame.namespace === Namespace.STATISTIC ? undefined : this.#answerSend(frame)
      case 'sync-roam':
        return this.#answerRoam(frame)
      case 'logout':
        this.#send(logoutAnswer())
        this.#wire.shut(NORMAL_CLOSE)
    }
    return undefined
  }

  async #answerUnread(): Promise<void> {
    const count = await this.#sync.unread()
    const queues = count === 0 ? [] : [{ queue: queueJid(this.app), count }]
    this.#send(unreadAnswer({ queues, timestamp: Date.now() }))
  }

  async #answerRoam(frame: RoamFrame): Promise<void> {
    this.#send(await answerRoam(this.#services.roaming, this.#caller, frame))
  }

  async #answerSend(frame: SendFrame): Promise<void> {
    try {
      const { id, time, metas, untold } = await this.#accept(frame)
      this.#send(sendAck({ metaId: frame.id, serverId: id, timestamp: time, ...(metas && { metas }) }))
      if (untold !== undefined && this.client === 'native') this.#echo(untold)
    } catch (error) {
      if (isOurs(error)) this.#services.onError(error)
      this.#send(sendAck({ metaId: frame.id, timestamp: Date.now(), status: statusOf(error) }))
    }
  }

  /**
   * Starts what the frame asks for; messages of one conversation keep their order, because nothing waits before their
   * append.
   */
  #accept(frame: SendFrame): Promise<Accepted> {
    if (frame.isTooLarge) throw new ApiError('send.too_large')
    requireOwnApp(this.app, [frame.to])
    // An act is passed on to everybody in a room, or to all invited; for messages attributes count too, once encoded.
    if (frame.namespace !== Namespace.CHAT && frame.payload.length > this.app.settings.messageBytes)
      throw new ApiError('send.too_large')
    if (frame.namespace === Namespace.ROSTER) return this.#actOnRoster(frame)
    if (frame.namespace === Namespace.MUC) return this.#channels.act(frame)
    if (frame.namespace !== Namespace.CHAT)
      throw new ApiError('route.not_built', { operation: 'this act over the socket' })
    const body = peekMessageBody(frame.payload)
    requireOwnApp(this.app, body.jids)
    const to = frame.to?.name ?? body.to
    if (!to) throw new ApiError('send.to_empty')
    // The SDK shows the sender from the payload: nobody may write as somebody else (msync.md §6.1).
    if (body.from !== null && foldUserName(body.from) !== this.user) throw new ApiError('send.from_foreign')
    // The client's id grows with time: as a prefix, it keeps the index of origins growing at its end.
    const origin = `${frame.id}/${fingerprint(frame)}/${this.user}/${this.resource}`
    if (body.type === BodyType.RECALL)
      return this.#services.recalls.recall(this.#caller, recallRequest(frame, body, this.user, origin))
    if (body.type === BodyType.EDIT) return this.#edit(editRequest(frame, body, this.user, origin))
    if (frame.to !== null && isConference(frame.to)) return this.#acceptForChannel(frame, body, to, origin)
    if (!isLegalUserName(to)) throw new ApiError('user.username_illegal', { username: to })
    return this.#acceptForUser(frame, body, foldUserName(to), origin)
  }

  #acceptForChannel(frame: SendFrame, body: MessageBodyPeek, id: string, origin: string): Promise<Accepted> {
    switch (body.type) {
      case BodyType.GROUP_CHAT:
        return this.#channels.send('group', id, frame, body, origin)
      case BodyType.CHAT_ROOM:
        return this.#channels.send('room', id, frame, body, origin)
      case BodyType.READ_ACK:
        return this.#each(readIds(body), (read, place) =>
          this.#channels.acknowledge(id, frame, read, `${origin}${place}`),
        )
      case BodyType.CHANNEL_ACK:
        return this.#channels.markRead(id, origin)
      default:
        throw new ApiError('route.not_built', { operation: `message type ${body.type} to groups and rooms` })
    }
  }

  #acceptForUser(
    frame: SendFrame,
    body: MessageBodyPeek,
    receiver: string,
    origin: string,
  ): Promise<Accepted> {
    switch (body.type) {
      case BodyType.CHAT:
        return this.#sendMessage(frame, body, receiver, origin)
      case BodyType.READ_ACK:
        return this.#each(readIds(body), (read, place) =>
          this.#sendReceipt(BodyType.READ_ACK, receiver, `${origin}${place}`, read),
        )
      case BodyType.CHANNEL_ACK:
        if (body.sendToPeer) return this.#sendReceipt(BodyType.CHANNEL_ACK, receiver, origin)
        return this.#markRead(receiver, body.clearsAll, origin)
      case BodyType.DELIVER_ACK:
        // The message never existed here: nobody needs to be informed.
        if (body.ackId === 0) return this.#done()
        return this.#sendReceipt(BodyType.DELIVER_ACK, receiver, origin, body.ackId ?? 0)
      default:
        throw new ApiError('route.not_built', { operation: `message type ${body.type} over the socket` })
    }
  }

  /** One receipt for each message, as all clients understand them; the first acknowledges them all. */
  async #each(ids: readonly number[], send: (id: number, place: string) => Promise<Sent>): Promise<Sent> {
    const [first] = await Promise.all(ids.map((id, index) => send(id, index === 0 ? '' : `/${index}`)))
    return first ?? this.#done()
  }

  /** @param ackId id of the message that has been read or has come; none: the whole conversation has been read. */
  #sendReceipt(type: BodyType, to: string, origin: string, ackId?: number): Promise<Sent> {
    const { user: from, resource: fromDevice } = this
    // Written anew: an attribute in a read receipt that is not JSON makes the receiver's SDK throw (trap 14).
    const payload = encodeMessageBody({ type, from, to, ackId: ackId || undefined })
    const common = { from, fromDevice, to, payload, origin }
    return this.#services.receipts.send(
      this.app,
      type === BodyType.DELIVER_ACK
        ? { ...common, echo: false, delivers: ackId ?? 0 }
        : { ...common, echo: true, reads: { log: pairLog(from, to), message: ackId ?? null } },
    )
  }

  /** That a conversation with a user, or every conversation, has been read: only the user's other devices are told. */
  #markRead(peer: string, isAll: boolean, origin: string): Promise<Sent> {
    const { user: from, resource: fromDevice } = this
    const flags = { sendToPeer: false, clearsAll: isAll || undefined }
    const payload = encodeMessageBody({ type: BodyType.CHANNEL_ACK, from, to: peer, ...flags })
    const reads = { log: isAll ? null : pairLog(from, peer), message: null }
    return this.#services.receipts.send(this.app, {
      from,
      fromDevice,
      to: from,
      payload,
      origin,
      echo: true,
      reads,
    })
  }

  async #sendMessage(
    frame: SendFrame,
    body: MessageBodyPeek,
    receiver: string,
    origin: string,
  ): Promise<Sent> {
    const payload = addressed(frame, body, this.user, receiver)
    const device = frame.to?.resource || null
    const attributes = encodeAttributes(frame.ext)
    const draft = {
      from: this.user,
      fromDevice: this.resource,
      contentType: body.contentType ?? 0,
      size: payload.length + (attributes?.length ?? 0) + (device?.length ?? 0),
      stored: frame.route !== Route.ONLINE,
      echo: true,
      attributes,
      origin,
      said: payload,
    }
    const receivers = [{ user: receiver, device }]
    const [sent] = await this.#services.sending.toUsers(this.#caller, draft, receivers)
    return sent!
  }

  async #done(): Promise<Accepted> {
    return { id: this.#services.ids.next(), time: Date.now() }
  }

  async #edit(request: EditRequest): Promise<Accepted> {
    const edited = await this.#services.edits.edit(this.#caller, request)
    return { ...edited, metas: [editResult(this, edited)] }
  }

  async #actOnRoster(frame: SendFrame): Promise<Accepted> {
    const untold = await actOnRoster(this.#services, this.#caller, frame.payload)
    return { id: this.#services.ids.next(), time: Date.now(), ...(untold && { untold }) }
  }

  /**
   * Reports what was done as if the contact had done it: a native client's call waits for it, 40 s at most (native.md
   * §6).
   */
  #echo({ operation, contacts }: Untold): void {
    for (const contact of contacts) {
      const id = this.#services.ids.next()
      const meta = rosterEcho(this, operation, contact, id)
      this.#send(queuePage({ metas: [meta], nextKey: id, queue: queueJid(this.app), timestamp: Date.now() }))
    }
  }

  /** For clients that take data only after a notice to ask for it. */
  #announce(): void {
    if (this.client === 'go') this.#send(notice(queueJid(this.app)))
  }

  #send(bytes: Uint8Array): void {
    this.#wire.write(this.#wire.framing(bytes))
  }
}

/** SDK 5 acknowledges so many messages at once at most (sdk5.md §7). */
const READ_AT_ONCE = 50

/** What a read receipt is about, without what was never here. Clients up to 4.x name one message. @throws ProtocolError */
function readIds({ ackId, ackIds }: MessageBodyPeek): readonly number[] {
  if (ackIds.length > READ_AT_ONCE) throw new ProtocolError('too many messages read at once')
  if (ackIds.length === 0 && ackId === null) return [0]
  return (ackIds.length === 0 ? [ackId ?? 0] : ackIds).filter((id) => id !== 0)
}
