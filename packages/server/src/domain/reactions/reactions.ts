import { ApiError } from '@ringpost/contract/errors'
import { characterCount } from '../../kernel/character-count.ts'
import type { IdGenerator } from '../../kernel/id-generator.ts'
import { KeyedTurns } from '../../kernel/keyed-turns.ts'
import type { Caller } from '../caller.ts'
import type { EventEncoder } from '../events/event-encoder.ts'
import type { Entry } from '../log/entry.ts'
import type { Journal } from '../log/journal.ts'
import { Outdated } from '../outdated.ts'
import type { App } from '../tenancy/app.ts'
import type { ReactableMessages } from './reactable-messages.ts'
import { reactionNotice } from './reaction-notice.ts'
import type { Reaction, ReactionStore, Reactor } from './reaction-store.ts'

/** Limit on the text of a reaction, in characters (presence-reactions-pins.md §2.1). */
const LENGTH = 128
/** Attempts when users of other nodes react to the same message. Each failed one means that another user's succeeded. */
const ATTEMPTS = 20
/** Reactions that can be under way on this node. */
const AT_ONCE = 10_000
/** Users named beside the number of all. */
const NAMED = 3

/** A reaction that a user has given. */
export interface Given {
  reaction: Reaction
  /** The message. */
  to: Entry
}

export interface ReactionDetail {
  reaction: Reaction
  reactors: Reactor[]
  isLast: boolean
}

interface Parts {
  store: ReactionStore
  messages: ReactableMessages
  journal: Journal
  ids: IdGenerator
  encoder: EventEncoder
}

/**
 * Reactions to messages between users and in groups and threads; rooms have none. A change is decided on what is there, and
 * committed, with the event that tells the others, if that is still there: events of a reaction come in the order of its counts.
 * Every method takes the folded name of an existing user, and rejects with ApiError `reaction.closed` if the app has no
 * reactions, `reaction.illegal` if the user does not see the message, `reaction.not_member` if they are not in its group.
 */
export class Reactions {
  readonly #parts: Parts
  readonly #turns = new KeyedTurns(AT_ONCE)

  constructor(parts: Parts) {
    this.#parts = parts
  }

  /**
   * @throws ApiError `reaction.repeated`, `reaction.too_many`, `reaction.busy`; `reaction.illegal` also if the user may not write
   *   there, or the text cannot be a reaction.
   */
  async add(caller: Caller, user: string, message: number, reaction: string): Promise<Given> {
    const { app } = caller
    requireOpen(app)
    if (!isReaction(reaction)) throw new ApiError('reaction.illegal')
    const to = await this.#parts.messages.find(app, user, message)
    await this.#parts.messages.admit(caller, user, to)
    const readers = await this.#parts.messages.readersOf(to)
    const limit = app.settings.reactions
    return this.#change(app, user, message, async (reactions) => {
      const former = reactions.find((each) => each.reaction === reaction)
      if (former?.mine) throw new ApiError('reaction.repeated')
      if (former === undefined && reactions.length >= limit) throw new ApiError('reaction.too_many')
      const place = this.#parts.ids.next()
      const given: Reaction = {
        id: former?.id ?? place,
        reaction,
        count: (former?.count ?? 0) + 1,
        users: [...(former?.users ?? []), user].slice(0, NAMED),
        mine: true,
        changed: place,
      }
      const all = former === undefined ? [...reactions, given] : replaced(reactions, former, given)
      const notice = reactionNotice(
        caller,
        user,
        to,
        { what: 'added', changed: reaction, reactions: all },
        { ...this.#parts, readers },
      )
      const change = { message, reaction, id: given.id, user, place, expected: former?.changed ?? null }
      await this.#parts.journal.commit(app.id, [notice], (stores) => [
        stores.reactions.add(app.id, change, limit),
      ])
      return { reaction: given, to }
    })
  }

  /** @throws ApiError `reaction.busy`; `reaction.illegal` also if the user has not given the reaction. */
  async remove(caller: Caller, user: string, message: number, named: string): Promise<void> {
    const { app } = caller
    requireOpen(app)
    const { store, messages, journal, ids } = this.#parts
    const from = await messages.find(app, user, message)
    const readers = await messages.readersOf(from)
    await this.#change(app, user, message, async (reactions) => {
      const former = pick(reactions, named)
      if (!former?.mine) throw new ApiError('reaction.illegal')
      const { id, reaction } = former
      const earliest = await store.reactors(app.id, id, { after: 0, limit: NAMED + 1 })
      const left: Reaction = {
        ...former,
        count: former.count - 1,
        users: earliest.flatMap((each) => (each.user === user ? [] : [each.user])).slice(0, NAMED),
      }
      const all = replaced(reactions, former, left)
      const notice = reactionNotice(
        caller,
        user,
        from,
        { what: 'removed', changed: reaction, reactions: all },
        { ...this.#parts, readers },
      )
      const change = { message, reaction, id, user, place: ids.next(), expected: former.changed }
      await journal.commit(app.id, [notice], (stores) => [stores.reactions.remove(app.id, change)])
    })
  }

  /**
   * Returns the reactions to those of the messages that the user sees and that have some, in the given order.
   * @param group where the messages are; null: between users.
   */
  async list(
    app: App,
    user: string,
    group: string | null,
    messages: readonly number[],
  ): Promise<{ message: number; reactions: Reaction[] }[]> {
    requireOpen(app)
    const seen = await this.#parts.messages.seen(app, user, group, messages)
    const found = await this.#parts.store.of(app.id, user, seen)
    return seen.flatMap((message) => {
      const reactions = found.get(message)
      return reactions === undefined ? [] : [{ message, reactions }]
    })
  }

  /**
   * Returns a reaction with a page of those who have given it; undefined if nobody has.
   * @param page `after`: `place` of the last one of the page before, 0 for the first page.
   */
  async detail(
    app: App,
    user: string,
    message: number,
    named: string,
    page: { after: number; limit: number },
  ): Promise<ReactionDetail | undefined> {
    requireOpen(app)
    const { store, messages } = this.#parts
    await messages.find(app, user, message)
    const reaction = pick((await store.of(app.id, user, [message])).get(message) ?? [], named)
    if (reaction === undefined) return undefined
    const found = await store.reactors(app.id, reaction.id, { after: page.after, limit: page.limit + 1 })
    return { reaction, reactors: found.slice(0, page.limit), isLast: found.length <= page.limit }
  }

  #change<Result>(
    app: App,
    user: string,
    message: number,
    decide: (reactions: readonly Reaction[]) => Promise<Result>,
  ): Promise<Result> {
    return this.#turns.take(`${app.id}/${message}`, async () => {
      for (let attempt = 0; attempt < ATTEMPTS; attempt++) {
        const found = await this.#parts.store.of(app.id, user, [message])
        try {
          return await decide(found.get(message) ?? [])
        } catch (error) {
          if (!(error instanceof Outdated)) throw error
        }
      }
      throw new ApiError('reaction.busy')
    })
  }
}

/** @throws ApiError `reaction.closed`. */
function requireOpen({ settings }: App): void {
  if (settings.reactions === 0) throw new ApiError('reaction.closed')
}

/** Not every database keeps a zero. */
function isReaction(text: string): boolean {
  return text !== '' && characterCount(text) <= LENGTH && !text.includes('\0')
}

/**
 * Finds a reaction by its name in a query. Web SDKs before 5 do not encode what they put there, so a plus arrives as a space
 * (presence-reactions-pins.md §2.1); the UI kit with SDK 5 encodes a reaction to be removed twice.
 */
function pick(reactions: readonly Reaction[], named: string): Reaction | undefined {
  const by = (name: (reaction: string) => string) =>
    reactions.find(({ reaction }) => name(reaction) === named)
  return (
    by((reaction) => reaction) ??
    by((reaction) => reaction.replaceAll('+', ' ')) ??
    by((reaction) => encodeURIComponent(reaction))
  )
}

function replaced(reactions: readonly Reaction[], former: Reaction, by: Reaction): Reaction[] {
  return reactions.map((each) => (each === former ? by : each))
}
