import { ApiError } from '@ringpost/contract/errors'
import { characterCount } from '../../kernel/character-count.ts'
import type { IdGenerator } from '../../kernel/id-generator.ts'
import { mayActFor } from '../actor.ts'
import type { Caller } from '../caller.ts'
import { type Channel, channelLog, stranger } from '../channels/channel.ts'
import { actingUser, operatorOf } from '../channels/channel-access.ts'
import type { ChannelCache } from '../channels/channel-cache.ts'
import type { ChannelWriter } from '../channels/channel-writer.ts'
import type { StoredMessage } from '../history/history-store.ts'
import { entryKind } from '../log/entry.ts'
import { groupLog, kindOf } from '../log/log-key.ts'
import type { ShownMessages } from '../messages/shown-messages.ts'
import type { Stores } from '../stores.ts'
import type { App } from '../tenancy/app.ts'
import { foldUserName } from '../users/user-name.ts'
import { requireOpen, type ThreadAccess } from './thread-access.ts'
import type { ThreadPage, ThreadPageRequest } from './thread-store.ts'

/** In characters (rest-groups-rooms.md §4). */
const NAME_LIMIT = 64

export interface NewThread {
  group: string
  message: number
  name: string
  owner: string
}

/**
 * Threads of groups. A thread is attached to one message and has its own log and members, who are members of the group.
 * All members of the group can see it. Every method rejects with ApiError `thread.closed` if threads are disabled for
 * the app.
 */
export class Threads {
  readonly #stores: Stores
  readonly #writer: ChannelWriter
  readonly #cache: ChannelCache
  readonly #ids: IdGenerator
  readonly #shown: ShownMessages
  readonly #access: ThreadAccess

  constructor(parts: {
    stores: Stores
    writer: ChannelWriter
    cache: ChannelCache
    ids: IdGenerator
    shown: ShownMessages
    access: ThreadAccess
  }) {
    this.#stores = parts.stores
    this.#writer = parts.writer
    this.#cache = parts.cache
    this.#ids = parts.ids
    this.#shown = parts.shown
    this.#access = parts.access
  }

  /**
   * @throws ApiError `thread.group_unknown`, `thread.not_in_group` (the owner), `forbidden` (a thread for another
   * user), or an error about the name, the message or a limit.
   */
  async create(
    { app, actor }: Caller,
    { group, message, name, owner: spelling }: NewThread,
  ): Promise<Channel> {
    requireOpen(app)
    const owner = foldUserName(spelling)
    if (!mayActFor(actor, owner)) throw new ApiError('forbidden')
    requireName(name)
    const { members } = await this.#access.parent(app, group, owner)
    if (members.role === null) throw new ApiError('thread.not_in_group')
    await this.#requireRoot(app, group, message)
    const { channels, threads } = this.#stores
    if (await threads.hasRoot(app.id, message)) throw new ApiError('thread.exists')
    if ((await channels.count(app.id, 'thread')) >= app.settings.threadsOfApp)
      throw new ApiError('thread.too_many')
    await this.#access.requireFree(app, [owner])
    const now = this.#ids.clock.now()
    const thread = {
      app: app.id,
      id: String(this.#ids.next()),
      kind: 'thread',
      thread: { group, message },
      owner,
      name,
      description: '',
      avatar: '',
      custom: '',
      announcement: '',
      public: false,
      membersOnly: false,
      allowInvites: false,
      inviteNeedConfirm: false,
      maxUsers: app.settings.groupUsers,
      muted: false,
      disabled: false,
      memberCount: 1,
      createdAt: now,
      modifiedAt: now,
      version: 1,
    } as const
    const standings = new Map([[owner, { ...stranger, role: 'member', joinedAt: now } as const]])
    try {
      const created = await this.#writer.create(app, thread, standings, operatorOf(actor, owner))
      await this.#access.requireStillIn(app, group, owner, () =>
        this.#writer.change(app, 'thread', created.id, [], (draft) =>
          draft.destroy(operatorOf(actor, owner)),
        ),
      )
      return created
    } catch (error) {
      // Another request created a thread on the same message first.
      throw error instanceof ApiError && error.code === 'channel.id_taken'
        ? new ApiError('thread.exists')
        : error
    }
  }

  /** @throws ApiError `thread.unknown`, `thread.not_in_group`. */
  async get(caller: Caller, id: string): Promise<Channel> {
    const thread = await this.#access.find(caller.app, id)
    await this.#access.requireSight(caller, thread.thread.group)
    return thread
  }

  /**
   * Allowed for its creator and managers of the group. @throws ApiError `thread.unknown`, `thread.name_too_long`,
   * `forbidden`.
   */
  async rename(caller: Caller, id: string, name: string): Promise<void> {
    const thread = await this.#access.find(caller.app, id)
    requireName(name)
    if (actingUser(caller.actor) !== thread.owner) await this.#access.requireManagement(caller, thread)
    else await this.#access.requireSight(caller, thread.thread.group)
    await this.#writer.change(caller.app, 'thread', id, [], (draft) => {
      draft.update({ name }, operatorOf(caller.actor, draft.channel.owner), this.#ids.clock.now())
    })
  }

  /** Allowed for managers of the group. @throws ApiError `thread.unknown`, `forbidden`. */
  async destroy(caller: Caller, id: string): Promise<void> {
    const thread = await this.#access.find(caller.app, id)
    await this.#access.requireManagement(caller, thread)
    await this.#writer.change(caller.app, 'thread', id, [], (draft) =>
      draft.destroy(operatorOf(caller.actor, draft.channel.owner)),
    )
  }

  /**
   * Ordered by creation. @param group null means the whole app. @throws ApiError `thread.group_unknown`,
   * `thread.not_in_group`.
   */
  async list(caller: Caller, group: string | null, page: ThreadPageRequest): Promise<ThreadPage> {
    requireOpen(caller.app)
    if (group !== null) await this.#access.requireSight(caller, group)
    return this.#stores.threads.list(caller.app.id, group, page)
  }

  /** Ordered by joining. @param group null means all groups. @throws ApiError `thread.group_unknown`. */
  async joined(app: App, user: string, group: string | null, page: ThreadPageRequest): Promise<ThreadPage> {
    requireOpen(app)
    if (group !== null) await this.#access.parent(app, group)
    return this.#stores.threads.joined(app.id, foldUserName(user), group, page)
  }

  /** Returns the last messages of those threads that the actor may see and that have messages. */
  async lastMessages(caller: Caller, ids: readonly string[]): Promise<Map<string, StoredMessage>> {
    requireOpen(caller.app)
    const found = new Map<string, StoredMessage>()
    for (const thread of await this.#stores.channels.getMany(caller.app.id, 'thread', [...new Set(ids)])) {
      const isVisible = await this.#access.requireSight(caller, thread.thread!.group).then(
        () => true,
        () => false,
      )
      const last = isVisible
        ? await this.#lastMessage(caller.app, thread, actingUser(caller.actor) ?? thread.owner)
        : undefined
      if (last !== undefined) found.set(thread.id, last)
    }
    return found
  }

  async #lastMessage(app: App, thread: Channel, user: string): Promise<StoredMessage | undefined> {
    const view = { app: app.id, user, log: channelLog(thread) }
    const { messages } = await this.#stores.roaming.slice(
      view,
      { after: 0, before: Number.MAX_SAFE_INTEGER },
      { contentTypes: null, senders: null },
      { limit: 1, descending: true },
    )
    const [last] = await this.#shown.shown(app.id, user, messages)
    return last
  }

  /** @throws ApiError unless the message belongs to the group. */
  async #requireRoot(app: App, group: string, message: number): Promise<void> {
    const entry = await this.#stores.logs.find(app.id, message)
    if (entry?.kind !== entryKind.message) throw new ApiError('thread.message_unknown')
    if (entry.log === groupLog(group)) return
    if (kindOf(entry.log) !== 'group') throw new ApiError('thread.message_direct')
    const { kind } = (await this.#cache.channel(app.id, entry.receiver)) ?? {}
    throw new ApiError(kind === 'thread' ? 'thread.nested' : 'thread.message_elsewhere')
  }
}

function requireName(name: string): void {
  if (characterCount(name) > NAME_LIMIT) throw new ApiError('thread.name_too_long')
}
