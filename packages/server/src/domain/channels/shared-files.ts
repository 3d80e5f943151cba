import { ApiError } from '@ringpost/contract'
import type { Actor } from '../actor.ts'
import type { FileDraft, Files, OpenedFile } from '../files/files.ts'
import type { StoredFile } from '../files/stored-file.ts'
import type { App } from '../tenancy/app.ts'
import { type Channel, channelLog } from './channel.ts'
import {
  actingUser,
  concerned,
  operatorOf,
  requireEnabled,
  requireMembership,
  requireRole,
} from './channel-access.ts'
import type { ChannelRules } from './channel-rules.ts'
import type { ChannelServices, Channels } from './channels.ts'

/** A file with who shared it: the owner of the channel where the app did. */
export interface SharedFile {
  file: StoredFile
  owner: string
}

/** Files that groups, or rooms, share among their members (rest-groups-rooms.md §1.3). They live as long as uploads do. */
export class SharedFiles {
  readonly #rules: ChannelRules
  readonly #services: ChannelServices
  readonly #channels: Channels
  readonly #files: Files

  constructor(rules: ChannelRules, services: ChannelServices, channels: Channels, files: Files) {
    this.#rules = rules
    this.#services = services
    this.#channels = channels
    this.#files = files
  }

  /** Newest first. @throws ApiError `channel.unknown`, `forbidden` for who is not in it. */
  async list(
    app: App,
    actor: Actor,
    id: string,
    page: { limit: number; offset: number },
  ): Promise<SharedFile[]> {
    const channel = await this.#enter(app, actor, id)
    const { sharedFiles } = this.#services.stores
    const files = await sharedFiles.list(app.id, channelLog(channel), Date.now(), page)
    return files.map((file) => ({ file, owner: file.uploader ?? channel.owner }))
  }

  /**
   * Whether the actor may share a file; before its bytes are taken in.
   * @throws ApiError `channel.unknown`, `channel.disabled`, `forbidden` for who is not in it, `channel.files_full`.
   */
  async requireSharing(app: App, actor: Actor, id: string): Promise<void> {
    const channel = await this.#enter(app, actor, id)
    requireEnabled(channel)
    const limit = app.settings.sharedFiles
    const { sharedFiles } = this.#services.stores
    if ((await sharedFiles.count(app.id, channelLog(channel), Date.now())) >= limit)
      throw new ApiError('channel.files_full', { limit })
  }

  /** Shares what was received; the draft is spent, whatever happens. @throws ApiError as `requireSharing`. */
  async share(app: App, actor: Actor, id: string, draft: FileDraft): Promise<SharedFile> {
    const file = await this.#files.keep(app, actor, draft, { restricted: true, box: null })
    try {
      const { writer, ids } = this.#services
      return await writer.change(app, this.#rules.kind, id, concerned(actor), (channel) => {
        requireEnabled(channel.channel)
        requireRole(actor, channel, 'owner', 'admin', 'member')
        const { owner } = channel.channel
        channel.shareFile({ uuid: file.uuid, place: ids.next() }, operatorOf(actor, owner))
        return { file, owner: file.uploader ?? owner }
      })
    } catch (error) {
      await this.#files.end(app, file)
      throw error
    }
  }

  /** @throws ApiError `channel.unknown`, `forbidden` for who is not in it, `file.unknown`. */
  async open(app: App, actor: Actor, id: string, uuid: string): Promise<OpenedFile> {
    const file = await this.#find(app, await this.#enter(app, actor, id), uuid)
    return { file, part: 'original', type: file.type, size: file.size }
  }

  /**
   * Ends a file: who shared it, the owner and administrators may.
   * @throws ApiError `channel.unknown`, `channel.disabled`, `forbidden`, `file.unknown`.
   */
  async withdraw(app: App, actor: Actor, id: string, uuid: string): Promise<void> {
    const file = await this.#find(app, await this.#enter(app, actor, id), uuid)
    await this.#services.writer.change(app, this.#rules.kind, id, concerned(actor), (draft) => {
      requireEnabled(draft.channel)
      const isOwn = file.uploader !== null && file.uploader === actingUser(actor)
      requireRole(actor, draft, 'owner', 'admin', ...(isOwn ? (['member'] as const) : []))
      draft.withdrawFile(uuid, operatorOf(actor, draft.channel.owner))
    })
  }

  async #enter(app: App, actor: Actor, id: string): Promise<Channel> {
    const channel = await this.#channels.get(app, id)
    const user = actingUser(actor)
    if (user !== undefined)
      requireMembership(actor, channel, await this.#services.cache.standing(channel, user))
    return channel
  }

  async #find(app: App, channel: Channel, uuid: string): Promise<StoredFile> {
    const { sharedFiles } = this.#services.stores
    const file = await sharedFiles.get(app.id, channelLog(channel), uuid, Date.now())
    if (file === undefined) throw new ApiError('file.unknown')
    return file
  }
}
