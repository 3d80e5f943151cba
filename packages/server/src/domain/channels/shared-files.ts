import { ApiError } from '@ringpost/contract/errors'
import type { Caller } from '../caller.ts'
import type { FileDraft, Files, OpenedFile } from '../files/files.ts'
import type { StoredFile } from '../files/stored-file.ts'
import type { App } from '../tenancy/app.ts'
import { channelLog } from './channel.ts'
import { actingUser, operatorOf, requireEnabled, requireMembership, requireRole } from './channel-access.ts'
import type { ChannelDraft } from './channel-draft.ts'
import type { ChannelServices, Channels } from './channels.ts'

/** A file and the user who shared it; the owner of the channel if the app did. */
export interface SharedFile {
  file: StoredFile
  owner: string
}

/**
 * Files that groups, or rooms, share among their members (rest-groups-rooms.md §1.3). They are kept as long as other
 * uploads.
 */
export class SharedFiles {
  readonly #services: ChannelServices
  readonly #channels: Channels
  readonly #files: Files

  constructor(services: ChannelServices, channels: Channels, files: Files) {
    this.#services = services
    this.#channels = channels
    this.#files = files
  }

  /** Newest first. @throws ApiError `channel.unknown`, `forbidden` for users who are not in it. */
  async list(caller: Caller, id: string, page: { limit: number; offset: number }): Promise<SharedFile[]> {
    const channel = await this.#channels.look(caller, id, requireMembership)
    const { sharedFiles } = this.#services.stores
    const files = await sharedFiles.list(
      caller.app.id,
      channelLog(channel),
      this.#services.ids.clock.now(),
      page,
    )
    return files.map((file) => ({ file, owner: file.uploader ?? channel.owner }))
  }

  /**
   * Checks that the actor may share a file, before its bytes are received.
   * @throws ApiError `channel.unknown`, `channel.disabled`, `forbidden` for users who are not in it,
   *   `channel.files_full`.
   */
  async requireSharing(caller: Caller, id: string): Promise<void> {
    const channel = await this.#channels.look(caller, id, requireMembership)
    requireEnabled(channel)
    const { sharedFiles } = this.#services.stores
    requireRoom(
      caller.app,
      await sharedFiles.count(caller.app.id, channelLog(channel), this.#services.ids.clock.now()),
    )
  }

  /** Shares the received file; the draft is consumed in any case. @throws ApiError as `requireSharing`. */
  async share(caller: Caller, id: string, draft: FileDraft): Promise<SharedFile> {
    const file = await this.#files.keep(caller, draft, { restricted: true, box: null })
    try {
      const decide = (channel: ChannelDraft): SharedFile => {
        requireRole(caller.actor, channel, 'owner', 'admin', 'member')
        requireRoom(caller.app, channel.files.count)
        const { owner } = channel.channel
        const shared = { file, owner: file.uploader ?? owner }
        channel.shareFile(
          { uuid: file.uuid, place: this.#services.ids.next() },
          { name: file.name, size: file.size, owner: shared.owner, createdAt: file.createdAt },
          operatorOf(caller.actor, owner),
        )
        return shared
      }
      return await this.#channels.change(caller, id, [], decide, { files: [] })
    } catch (error) {
      await this.#files.end(caller.app, file)
      throw error
    }
  }

  /** @throws ApiError `channel.unknown`, `forbidden` for users who are not in it, `file.unknown`. */
  async open(caller: Caller, id: string, uuid: string): Promise<OpenedFile> {
    const file = await this.#find(caller, id, uuid)
    return { file, part: 'original', type: file.type, size: file.size }
  }

  /**
   * Withdraws a file: for the user who shared it, the owner and administrators.
   * @throws ApiError `channel.unknown`, `channel.disabled`, `forbidden`, `file.unknown`.
   */
  async withdraw(caller: Caller, id: string, uuid: string): Promise<void> {
    const file = await this.#find(caller, id, uuid)
    const decide = (draft: ChannelDraft): void => {
      const isOwn = file.uploader !== null && file.uploader === actingUser(caller.actor)
      requireRole(caller.actor, draft, 'owner', 'admin', ...(isOwn ? (['member'] as const) : []))
      if (!draft.files.has(uuid)) throw new ApiError('file.unknown')
      draft.withdrawFile(uuid, operatorOf(caller.actor, draft.channel.owner))
    }
    await this.#channels.change(caller, id, [], decide, { files: [uuid] })
  }

  async #find(caller: Caller, id: string, uuid: string): Promise<StoredFile> {
    const channel = await this.#channels.look(caller, id, requireMembership)
    const { sharedFiles } = this.#services.stores
    const file = await sharedFiles.get(
      caller.app.id,
      channelLog(channel),
      uuid,
      this.#services.ids.clock.now(),
    )
    if (file === undefined) throw new ApiError('file.unknown')
    return file
  }
}

function requireRoom(app: App, shared: number): void {
  const limit = app.settings.sharedFiles
  if (shared >= limit) throw new ApiError('channel.files_full', { limit })
}
