import type { ChannelInfo } from '../../domain/facts/channel-fact.ts'
import type { App } from '../../domain/tenancy/app.ts'

/** A group or room as callbacks describe it: every value is text, except for `mute_duration` (webhooks.md §5.7). */
export function groupInfo(app: App, info: ChannelInfo): Record<string, string | number> {
  return {
    owner: `${app.key}_${info.owner}`,
    created: String(info.createdAt),
    custom: info.custom,
    description: info.description,
    mute: String(info.muted),
    mute_duration: -1,
    avatar: info.avatar,
    title: info.name,
    max_users: String(info.maxUsers),
    invite_need_confirm: String(info.inviteNeedConfirm),
    public: String(info.public),
    allow_user_invites: String(info.allowInvites),
    disabled: String(info.disabled),
    last_modified: String(info.modifiedAt),
  }
}
