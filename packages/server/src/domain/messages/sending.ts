import { ApiError } from '@ringpost/contract/errors'
import type { IdGenerator } from '../../kernel/id-generator.ts'
import { onceKnown } from '../../kernel/once-known.ts'
import { isAdmin } from '../actor.ts'
import type { Caller } from '../caller.ts'
import type { Speakers } from '../channels/speakers.ts'
import type { Correspondence } from '../contacts/correspondence.ts'
import { messageSent } from '../facts/message-fact.ts'
import type { RoamingStore } from '../history/roaming-store.ts'
import { type Appended, entryKind, type NewEntry } from '../log/entry.ts'
import type { Journal } from '../log/journal.ts'
import { newEntry } from '../log/new-entry.ts'
import { RoomLoad } from '../rooms/room-load.ts'
import type { SayWrites } from '../stores.ts'
import type { ThreadNews } from '../threads/thread-news.ts'
import type { MutedKind } from '../users/user.ts'
import type { Users } from '../users/users.ts'
import { type Draft, requireSize, type Sent } from './draft.ts'
import type { MessageCodec } from './message-codec.ts'
import { type Address, type Outbound, type Receiver, toChannel, toUser } from './outbound.ts'
import { inTime, passed, type Screening, type Verdict } from './screening.ts'
import { SendingLines } from './sending-lines.ts'

/** Limit on the users that a message to part of a channel can name (rest-messages-users.md §5.2 "users"). */
const DIRECTED_USERS = 20

/** One call: a draft and where it goes. */
interface Dispatch {
  caller: Caller
  draft: Draft
  stored: boolean
  outbound: readonly Outbound[]
  /**
   * Throws if the sender may not send: at once, or in a promise if that takes a lookup. Undefined: everybody may send.
   */
  admit: ((one: Outbound) => void | Promise<void>) | undefined
  /** What is written in the same commit. */
  besides: SayWrites<readonly unknown[]> | undefined
}

interface Parts {
  journal: Journal
  ids: IdGenerator
  codec: MessageCodec
  correspondence: Correspondence
  speakers: Speakers
  users: Pick<Users, 'requireVoice'>
  news: ThreadNews
  /** Undefined: messages are not screened. */
  screening: Screening | undefined
  histories: Pick<RoamingStore, 'hide'>
}

/**
 * Sends messages of every kind one way, behind every REST generation and the socket. Each message is admitted,
 * screened and appended as a single entry, however many users receive it. If there is nothing to wait for, it is
 * appended in the turn of the call; otherwise it waits in a line, which holds up only what its sender sends to the
 * same log (`SendingLines`). So messages of one sender to one log keep the order of the calls.
 */
export class Sending {
  readonly #parts: Parts
  readonly #lines = new SendingLines()
  readonly #load = new RoomLoad()
  /** Calls that wait in a line, by app and origin. */
  readonly #waiting = new Map<string, Promise<Sent[]>>()

  constructor(parts: Parts) {
    this.#parts = parts
  }

  /** Number of calls that wait for an answer. */
  get waiting(): number {
    return this.#lines.waiting
  }

  /**
   * Sends to users. Resolves when all messages are durable; results are in the order of the receivers. Receivers need
   * not exist (rest-messages-users.md §5.2): a user who registers later finds the messages. Messages from the app skip
   * block lists and contacts (§17 "global mute and REST sends").
   * @param besides writes in the commit of the messages, which must be stored and no repeats.
   * @throws ApiError `send.too_large`, `server.busy`; for users also `send.user_muted`, `send.blocked`, `send.not_contact`; what a write of
   *   `besides` refuses with.
   */
  async toUsers(
    caller: Caller,
    draft: Draft,
    receivers: readonly Receiver[],
    besides?: SayWrites<readonly unknown[]>,
  ): Promise<Sent[]> {
    requireSize(caller.app, draft.size)
    const { stored, from } = draft
    const { correspondence } = this.#parts
    const outbound = receivers.map(({ user, device }) => toUser(from, user, device))
    const admit = isAdmin(caller.actor)
      ? undefined
      : ({ to }: Outbound) =>
          onceKnown(this.#voice(caller, from, 'user'), () => correspondence.admit(caller.app, from, to))
    return this.#send({ caller, draft, stored, outbound, admit, besides })
  }

  /**
   * Sends to groups and rooms. Resolves when all messages are durable; results are in the order of the ids. Messages
   * from the app are not checked; to a channel that does not exist they get an id as usual and go nowhere
   * (rest-messages-users.md §5.2). Rooms ignore that a message is not to be stored (§16 row 33); what exceeds a room's
   * capacity also gets an id and goes nowhere.
   * @throws ApiError `send.too_large`, `send.users_too_many`, `channel.disabled`, `server.busy`; for users also
   *   `send.user_muted`, `send.channel_unknown`, `send.not_member`, `send.muted`, `send.all_muted`.
   */
  async toChannels(caller: Caller, draft: Draft, { kind, ids, users }: Address): Promise<Sent[]> {
    requireSize(caller.app, draft.size)
    if (users !== null && users.length > DIRECTED_USERS)
      throw new ApiError('send.users_too_many', { limit: DIRECTED_USERS })
    const stored = draft.stored || kind === 'room'
    const outbound = ids.map((id) => toChannel(kind, id, users))
    const admit = (one: Outbound) =>
      onceKnown(this.#voice(caller, draft.from, kind === 'room' ? 'room' : 'group'), () =>
        onceKnown(this.#parts.speakers.admit(caller, kind, one.to), (channel) => {
          one.channel = channel
          if (channel === undefined) one.goesOut = false
        }),
      )
    return this.#send({ caller, draft, stored, outbound, admit, besides: undefined })
  }

  /**
   * Sends to online members of these rooms regardless of the rooms' load; nothing is stored.
   * @throws ApiError `send.too_large`, `server.busy`.
   */
  async toOpenRooms(caller: Caller, draft: Draft, ids: readonly string[]): Promise<Sent[]> {
    requireSize(caller.app, draft.size)
    const outbound = ids.map((id) => toChannel('room', id, null))
    return this.#send({ caller, draft, stored: false, outbound, admit: undefined, besides: undefined })
  }

  #voice({ app, actor }: Caller, from: string, kind: MutedKind): undefined | Promise<undefined> {
    return isAdmin(actor) ? undefined : this.#parts.users.requireVoice(app, from, kind)
  }

  #send(dispatch: Dispatch): Promise<Sent[]> {
    const { caller, draft, outbound } = dispatch
    let isBehind = false
    if (!this.#lines.isEmpty) {
      const first = this.#waiting.get(repeatKey(dispatch))
      if (first !== undefined) return first
      isBehind = this.#lines.holds(caller.app.id, draft.from, outbound)
    }
    const steps = this.#clear(dispatch)
    if (!isBehind && steps === undefined) return this.#append(dispatch)
    const sent = this.#inTurn(dispatch, steps)
    if (draft.origin !== null) this.#waiting.set(repeatKey(dispatch), sent)
    return sent
  }

  /** Admits and screens every message. Returns undefined if there is nothing to wait for. */
  #clear(dispatch: Dispatch): Promise<unknown> | undefined {
    const { draft, outbound, admit } = dispatch
    const { screening } = this.#parts
    const steps: Promise<void>[] = []
    try {
      for (const one of outbound) {
        const admitted = admit?.(one)
        const screened =
          screening === undefined
            ? admitted
            : onceKnown(admitted, () => this.#screen(dispatch, one, screening))
        const step =
          draft.hiddenFrom === undefined
            ? screened
            : onceKnown(screened, () => this.#hide(dispatch, one, draft.hiddenFrom!))
        if (step instanceof Promise) steps.push(step)
      }
    } catch (error) {
      // One refusal decides: the other answers no longer matter.
      void Promise.allSettled(steps)
      throw error
    }
    return steps.length === 0 ? undefined : Promise.all(steps)
  }

  #screen(dispatch: Dispatch, one: Outbound, screening: Screening): void | Promise<void> {
    if (!one.goesOut) return
    const entry = this.#entry(dispatch, one, this.#parts.ids.clock.now())
    one.entry = entry
    one.id = entry.id
    const verdict = screening.look(dispatch.caller, entry, 'send')
    return onceKnown(verdict instanceof Promise ? inTime(verdict) : verdict, (given) => obey(given, one))
  }

  /** Before it is appended: nobody finds it in between. */
  #hide({ caller, stored }: Dispatch, one: Outbound, users: readonly string[]): void | Promise<void> {
    if (!stored || !one.goesOut) return
    const { ids, histories } = this.#parts
    one.id ??= ids.next()
    return histories.hide(caller.app.id, users, one.id)
  }

  /** Waits for the pending checks and for everything ahead in the line; holds up what follows until it is appended. */
  async #inTurn(dispatch: Dispatch, steps: Promise<unknown> | undefined): Promise<Sent[]> {
    const { caller, draft, outbound, admit } = dispatch
    const turn = this.#lines.enter(caller.app.id, draft.from, outbound)
    try {
      await steps
      await turn.comes
      // The sender may have been blocked, muted or removed in the meantime.
      await Promise.all(outbound.map(async (one) => admit?.(one)))
      for (const one of outbound) one.entry = undefined
      return this.#append(dispatch)
    } finally {
      this.#waiting.delete(repeatKey(dispatch))
      turn.end()
    }
  }

  /** Appends in the current turn, so the log keeps the order of the calls. */
  #append(dispatch: Dispatch): Promise<Sent[]> {
    const { caller, draft, stored, outbound, besides } = dispatch
    const { journal } = this.#parts
    const time = this.#parts.ids.clock.now()
    const entries: NewEntry[] = []
    let isPlain = true
    for (const one of outbound) {
      one.entry ??= this.#entry(dispatch, one, time)
      if (one.kind === 'room') one.goesOut &&= this.#hasRoom(dispatch, one, time)
      if (one.channel?.thread !== undefined || one.replaced !== undefined) isPlain = false
      if (one.goesOut) entries.push(one.entry)
    }
    const happeningOf = (entry: NewEntry) => ({
      ...messageSent(entry, { stored, env: draft.env }),
      by: caller.actor,
    })
    if (besides !== undefined) {
      const steps = entries.map((store) => ({ store, happening: happeningOf(store) }))
      return journal.commit(caller.app.id, steps, besides).then(() => entries)
    }
    const appended = stored ? journal.append(entries, happeningOf) : journal.push(entries, happeningOf)
    return isPlain && entries.length === outbound.length ? appended : this.#settle(dispatch, appended)
  }

  #hasRoom({ caller, draft }: Dispatch, one: Outbound, now: number): boolean {
    return one.channel === undefined || this.#load.admits(caller.app, one.channel, isLow(draft, one), now)
  }

  #entry({ caller, draft }: Dispatch, one: Outbound, time: number): NewEntry {
    const { ids, codec } = this.#parts
    const { log, kind, to, channel, replaced, level } = one
    const thread = channel?.thread && { ...channel.thread, name: channel.name }
    const entry = newEntry({
      app: caller.app.id,
      log,
      id: one.id ?? ids.next(time),
      time,
      kind: entryKind.message,
      contentType: draft.contentType,
      sender: draft.from,
      senderDevice: draft.fromDevice,
      receiver: to,
      receiverDevice: one.device,
      echo: draft.echo,
      audience: one.users,
      origin: draft.origin,
      attributes: level === undefined ? draft.attributes : codec.withLevel(draft.attributes, level),
      payload: codec.write(replaced ?? draft.said, { kind, from: draft.from, to, thread }),
      followers: one.followers,
    })
    return isLow(draft, one) ? { ...entry, expendable: true } : entry
  }

  /** Returns the results of all messages and announces the news of threads. */
  async #settle(
    { caller, outbound }: Dispatch,
    appending: Promise<readonly (Sent & Partial<Appended>)[]>,
  ): Promise<Sent[]> {
    const appended = await appending
    const results: Sent[] = []
    let next = 0
    for (const { goesOut, entry, channel, replaced } of outbound) {
      const { id, time, seq }: Sent & Partial<Appended> = goesOut ? appended[next++]! : entry!
      results.push(replaced === undefined ? { id, time } : { id, time, replaced: entry!.payload })
      // A repeat was announced the first time, and unstored messages are no news.
      if (channel?.thread !== undefined && seq !== undefined && id === entry!.id)
        await this.#parts.news.tell(caller.app, channel, { ...entry!, seq })
    }
    return results
  }
}

function obey(verdict: Verdict, one: Outbound): void {
  if (verdict.kind === 'refused') throw verdict.error
  if (verdict.kind === 'dropped') one.goesOut = false
  else if (verdict !== passed) {
    one.replaced = verdict.payload
    one.level = one.kind === 'room' ? verdict.level : undefined
    one.entry = undefined
  }
}

function isLow(draft: Draft, { level }: Outbound): boolean {
  return level === undefined ? draft.isLow === true : level === 'low'
}

function repeatKey({ caller, draft }: Dispatch): string {
  return `${caller.app.id}/${draft.origin}`
}
