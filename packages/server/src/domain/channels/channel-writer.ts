import { ApiError } from '@ringpost/contract/errors'
import type { Clock } from '../../kernel/clock.ts'
import type { AttributeStore } from '../attributes/attribute-store.ts'
import type { SharedFileStore } from '../files/shared-file-store.ts'
import type { Journal, JournalStep } from '../log/journal.ts'
import { Outdated } from '../outdated.ts'
import type { App } from '../tenancy/app.ts'
import type { ThreadStore } from '../threads/thread-store.ts'
import type { Announcer } from './announcer.ts'
import { type Channel, type ChannelKind, type Standing, stranger } from './channel.ts'
import type { ChannelCache } from './channel-cache.ts'
import type { ChannelDraft } from './channel-draft.ts'
import { BeyondQuota, type ChannelQuota } from './channel-quota.ts'
import type { ChannelOperator } from './channel-step.ts'
import type { ChannelCeiling, ChannelStore } from './channel-store.ts'
import { isUnchanged, writeRows } from './draft-rows.ts'
import { type Besides, type DraftNeeds, openDraft } from './open-draft.ts'
import { ThreadsOfGroup } from './threads-of-group.ts'

/** Limit on requests decided together. */
const BATCH = 256
/** Attempts while other nodes change the same channel. */
const ATTEMPTS = 20

/** A request to change a channel. */
interface Request extends DraftNeeds {
  kind: ChannelKind
  decide(draft: ChannelDraft): void
  /** Users it let in when it was last decided. */
  joined?: readonly string[]
  settle(): void
  reject(error: unknown): void
}

export interface WriterServices {
  store: ChannelStore
  attributes: AttributeStore
  sharedFiles: SharedFileStore
  journal: Journal
  cache: ChannelCache
  announcer: Announcer
  clock: Clock
  threads: ThreadStore
  quotas: Readonly<Record<ChannelKind, ChannelQuota>>
}

/**
 * Changes channels, each by one commit at a time. Requests that arrive during a commit of their channel are decided
 * together in the next one, so a thousand users who enter a room at once cost a few commits. Rows, followers and
 * announcements change together or not at all.
 */
export class ChannelWriter {
  readonly #services: WriterServices
  readonly #threads: ThreadsOfGroup
  /** Waiting requests, by channel; a channel with an entry here is being worked on. */
  readonly #waiting = new Map<string, Request[]>()

  constructor(services: WriterServices) {
    this.#services = services
    this.#threads = new ThreadsOfGroup(services.threads, (app, ...change) =>
      this.change(app, 'thread', ...change),
    )
  }

  /**
   * @param standings of everybody in it.
   * @throws ApiError `channel.id_taken`; of a quota, naming the app or the first user who is in too many.
   */
  async create(
    app: App,
    channel: Omit<Channel, 'number'>,
    standings: ReadonlyMap<string, Standing>,
    by: ChannelOperator,
  ): Promise<Channel> {
    const { journal, announcer, cache } = this.#services
    // Announcements do not use the row number.
    const steps = announcer.announceNew(app, { ...channel, number: 0 }, [...standings.keys()], by)
    const ceiling = this.#ceiling(app, channel.kind, [...standings.keys()])
    try {
      const [created] = await journal.commit(app.id, steps, ({ channels }) => [
        channels.create(channel, standings, ceiling),
      ])
      await cache.committed(created, standings)
      return created
    } catch (error) {
      if (!(error instanceof BeyondQuota)) throw error
      const { tooManyOfApp, tooManyOfFounder } = this.#services.quotas[channel.kind].errors
      const username = ceiling.users.find((user) => error.users?.has(user))
      throw username === undefined
        ? new ApiError(tooManyOfApp, { key: app.key })
        : new ApiError(tooManyOfFounder, { username })
    }
  }

  /**
   * @param users whose standings `decide` looks at, besides the owner's.
   * @param decide checks first and then changes the draft: if it throws, it has changed nothing. It may run again if
   *   another node was faster.
   * @throws ApiError `channel.unknown`; what `decide` throws; of the quota of a user whom it lets in.
   */
  change<T>(
    app: App,
    kind: ChannelKind,
    id: string,
    users: readonly string[],
    decide: (draft: ChannelDraft) => T,
    besides: Besides = {},
  ): Promise<T> {
    return new Promise((resolve, reject) => {
      let result: T
      const request: Request = {
        users,
        ...besides,
        kind,
        decide(draft) {
          result = decide(draft)
        },
        settle: () => resolve(result),
        reject,
      }
      const key = `${app.id}/${id}`
      const waiting = this.#waiting.get(key)
      if (waiting !== undefined) {
        waiting.push(request)
        return
      }
      this.#waiting.set(key, [request])
      void this.#work(app, id, key)
    })
  }

  async #work(app: App, id: string, key: string): Promise<void> {
    const waiting = this.#waiting.get(key)!
    while (waiting.length > 0) {
      const batch = waiting.splice(0, BATCH)
      try {
        await this.#commit(app, id, batch)
        // Refused requests have already been settled.
        for (const request of batch) request.settle()
      } catch (error) {
        for (const request of batch) request.reject(error)
      }
    }
    this.#waiting.delete(key)
  }

  async #commit(app: App, id: string, batch: readonly Request[]): Promise<void> {
    const { store, journal, cache, clock } = this.#services
    let open = batch
    for (let attempt = 1; ; attempt++) {
      const channel = await store.get(app.id, id)
      const draft = channel && (await openDraft(this.#services, channel, open, clock.now()))
      open = open.filter((request) => decide(draft, request, id))
      if (draft === undefined || isUnchanged(draft)) return
      // Before and after the commit: users who join a thread in between check again (Threads).
      await this.#threads.follow(app, draft)
      const steps = await this.#announce(app, draft)
      const ceiling = this.#ceiling(app, draft.channel.kind, draft.joined)
      try {
        await journal.commit(app.id, steps, (stores) => writeRows(stores, draft, ceiling, clock.now()))
      } catch (error) {
        if (error instanceof Outdated && attempt < ATTEMPTS) continue
        const within = error instanceof BeyondQuota ? this.#refuse(draft.channel.kind, open, error) : open
        if (within.length === open.length) throw error
        open = within
        continue
      }
      await this.#threads.follow(app, draft)
      if (draft.destroyer !== undefined) await cache.deleted(draft.channel)
      else await cache.committed({ ...draft.channel, version: draft.channel.version + 1 }, draft.standings)
      return
    }
  }

  #ceiling(app: App, kind: ChannelKind, users: readonly string[]): ChannelCeiling {
    const { mostOfApp, mostOfUser } = this.#services.quotas[kind]
    return { ofApp: mostOfApp(app), ofUser: mostOfUser(app), users }
  }

  /** Refuses requests that would let in a user who is in too many channels. @returns the others. */
  #refuse(kind: ChannelKind, requests: readonly Request[], { users }: BeyondQuota): Request[] {
    const { tooManyOfUser } = this.#services.quotas[kind].errors
    return requests.filter((request) => {
      const username = request.joined?.find((user) => users?.has(user))
      if (username !== undefined) request.reject(new ApiError(tooManyOfUser, { username }))
      return username === undefined
    })
  }

  async #announce(app: App, draft: ChannelDraft): Promise<JournalStep[]> {
    const { store, announcer } = this.#services
    const { channel, steps, destroyer, standings } = draft
    const told = announcer.announce(app, channel, steps)
    if (destroyer === undefined) return told
    const users = new Set(await store.everyone(channel))
    for (const [user, { role }] of standings) {
      if (role === stranger.role) users.delete(user)
      else users.add(user)
    }
    return [...told, ...announcer.announceEnd(app, channel, [...users], destroyer)]
  }
}

/** @returns whether the request was granted. */
function decide(draft: ChannelDraft | undefined, request: Request, id: string): boolean {
  try {
    if (draft === undefined || draft.destroyer !== undefined || draft.channel.kind !== request.kind)
      throw new ApiError('channel.unknown', { id })
    const { length } = draft.joined
    request.decide(draft)
    request.joined = draft.joined.slice(length)
    return true
  } catch (error) {
    request.reject(error)
    return false
  }
}
