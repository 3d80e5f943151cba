import { ApiError } from '@ringpost/contract/errors'
import { characterCount } from '../../kernel/character-count.ts'
import type { Caller } from '../caller.ts'
import { operatorOf, requireMembership, requireRole } from './channel-access.ts'
import type { ChannelRules } from './channel-rules.ts'
import type { Channels } from './channels.ts'

/** Limit on the text, in characters (rest-groups-rooms.md §1.1). */
const LENGTH = 512

/** Announcements of groups, or of rooms, to their members. */
export class Announcements {
  readonly #rules: ChannelRules
  readonly #channels: Channels

  constructor(rules: ChannelRules, channels: Channels) {
    this.#rules = rules
    this.#channels = channels
  }

  /**
   * Returns the announcement, empty if there is none.
   * @throws ApiError `channel.unknown`, `forbidden` for users who are not in the channel.
   */
  async get(caller: Caller, id: string): Promise<string> {
    return (await this.#channels.look(caller, id, requireMembership)).announcement
  }

  /**
   * Sets the announcement, for owner and administrators; an empty text removes it.
   * @throws ApiError `group.announcement_too_long` or `room.announcement_too_long`, `channel.unknown`,
   *   `channel.disabled`, `forbidden`.
   */
  async set(caller: Caller, id: string, text: string): Promise<void> {
    if (characterCount(text) > LENGTH) throw new ApiError(this.#rules.errors.announcementTooLong)
    await this.#channels.change(caller, id, [], (draft) => {
      requireRole(caller.actor, draft, 'owner', 'admin')
      if (draft.channel.announcement !== text)
        draft.announce(text, operatorOf(caller.actor, draft.channel.owner))
    })
  }
}
