import { ApiError } from '@ringpost/contract/errors'
import { characterCount } from '../../kernel/character-count.ts'
import type { App } from '../tenancy/app.ts'
import type { ChannelSettings } from './channel.ts'
import type { ChannelRules } from './channel-rules.ts'

/** Limits on texts, in characters; `custom` in bytes (rest-groups-rooms.md §1.1, §12 row 12). */
const NAME = 128
const DESCRIPTION = 512
const AVATAR = 1024
const CUSTOM = 8 * 1024

/** @throws ApiError of the setting that is too long or too large. */
export function checkSettings(rules: ChannelRules, app: App, settings: Partial<ChannelSettings>): void {
  const { name = '', description = '', avatar = '', custom = '', maxUsers = 0 } = settings
  const mostUsers = rules.mostUsers(app)
  if (characterCount(name) > NAME) throw new ApiError('channel.name_too_long', { limit: NAME })
  if (characterCount(description) > DESCRIPTION)
    throw new ApiError('channel.description_too_long', { limit: DESCRIPTION })
  if (characterCount(avatar) > AVATAR) throw new ApiError('channel.avatar_too_long')
  if (Buffer.byteLength(custom) > CUSTOM) throw new ApiError('channel.custom_too_long', { limit: CUSTOM })
  if (maxUsers > mostUsers) throw new ApiError('channel.max_users_too_many', { limit: mostUsers })
}

/** Returns the settings of a new channel, with defaults for what the request omits (rest-groups-rooms.md §1.1, §2.1). */
export function withDefaults(rules: ChannelRules, settings: Partial<ChannelSettings>): ChannelSettings {
  const whole = {
    name: '',
    description: '',
    avatar: '',
    custom: '',
    // Anyone may find and enter a room.
    public: rules.kind === 'room',
    membersOnly: false,
    allowInvites: false,
    inviteNeedConfirm: true,
    maxUsers: rules.defaultUsers,
    ...settings,
  }
  // A public group needs no invitations; the setting can be changed afterwards.
  return whole.public ? { ...whole, allowInvites: false } : whole
}
