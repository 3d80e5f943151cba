import {
  type ClientFrame,
  logoutAnswer,
  Namespace,
  queuePage,
  type RoamFrame,
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
import type { SessionClient } from '../../domain/facts/session-fact.ts'
import type { Roaming } from '../../domain/history/roaming.ts'
import type { Entry } from '../../domain/log/entry.ts'
import type { LogStore } from '../../domain/log/log-store.ts'
import type { ShownMessages } from '../../domain/messages/shown-messages.ts'
import type { PieceReader } from '../../domain/streams/piece-reader.ts'
import type { App } from '../../domain/tenancy/app.ts'
import { AnswersFirst } from './answers-first.ts'
import type { ClientKind } from './client-kind.ts'
import { ClientSends, type SendServices } from './client-sends.ts'
import { queueJid } from './entry-frames.ts'
import { isOurs, statusOf } from './gateway-status.ts'
import { type Outlet, writeNotice } from './outlet.ts'
import { answerRoam } from './roam.ts'
import type { Untold } from './roster-acts.ts'
import { rosterEcho } from './roster-payload.ts'
import type { SessionFacts } from './session-facts.ts'
import { SyncEngine } from './sync-engine.ts'
import { NORMAL_CLOSE } from './transport.ts'

export interface SessionServices extends SendServices {
  readonly roaming: Roaming
  readonly logs: LogStore
  readonly cursors: CursorKeeper
  readonly shown: ShownMessages
  readonly pieces: PieceReader
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
  readonly about: SessionClient
  readonly #services: SessionServices
  readonly #wire: Wire
  readonly #sync: SyncEngine
  readonly #answersFirst: AnswersFirst
  readonly #sends: ClientSends
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
    this.about = facts.about
    this.#services = services
    this.#wire = wire
    this.#tokenExpiresAt = tokenExpiresAt
    this.#sync = new SyncEngine(facts, services, wire)
    this.#answersFirst = new AnswersFirst(facts.user, (entry) => this.#sync.offer(entry))
    const actor = { kind: 'user', name: facts.user, device: facts.resource } as const
    this.#caller = { app: facts.app, actor }
    this.#sends = new ClientSends(facts, this.#caller, services)
  }

  /** Bytes of the largest send that is decoded. */
  get largestSend(): number {
    return this.app.settings.messageBytes * WIRE_EXPANSION
  }

  offer(entry: Entry): void {
    this.#answersFirst.offer(entry)
  }

  follow(log: string, after: number): void {
    this.#sync.follow(log, after)
  }

  miss(): void {
    this.#sync.miss()
  }

  catchUp(): Promise<boolean> {
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
      timestamp: this.#now(),
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
    const now = this.#now()
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
    this.#send(unreadAnswer({ queues, timestamp: this.#now() }))
    // After a connection that broke while pushes were arriving, the Android SDK at times does not pull in answer to
    // this, but does take and acknowledge a page that comes unasked.
    if (count > 0 && this.client === 'native') await this.#sync.begin()
  }

  async #answerRoam(frame: RoamFrame): Promise<void> {
    this.#send(await answerRoam(this.#services.roaming, this.#caller, frame, this.#now()))
  }

  async #answerSend(frame: SendFrame): Promise<void> {
    try {
      const { id, time, metas, untold } = await this.#sends.accept(frame)
      this.#send(sendAck({ metaId: frame.id, serverId: id, timestamp: time, ...(metas && { metas }) }))
      if (untold !== undefined && this.client === 'native') this.#echo(untold)
    } catch (error) {
      if (isOurs(error)) this.#services.onError(error)
      this.#send(sendAck({ metaId: frame.id, timestamp: this.#now(), status: statusOf(error) }))
    }
  }

  /**
   * Reports what was done as if the contact had done it: a native client's call waits for it, 40 s at most (native.md
   * §6).
   */
  #echo({ operation, contacts }: Untold): void {
    for (const contact of contacts) {
      const id = this.#services.ids.next()
      const meta = rosterEcho(this, operation, contact, id)
      this.#send(queuePage({ metas: [meta], nextKey: id, queue: queueJid(this.app), timestamp: this.#now() }))
    }
  }

  #now(): number {
    return this.#services.ids.clock.now()
  }

  /** For clients that take data only after a notice to ask for it. */
  #announce(): void {
    if (this.client === 'go') writeNotice(this.#wire, this.app)
  }

  #send(bytes: Uint8Array): void {
    this.#wire.write(this.#wire.framing(bytes))
  }
}
