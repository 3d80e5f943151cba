import { ApiError } from '@ringpost/contract/errors'
import type { Person } from '../actor.ts'
import type { Caller } from '../caller.ts'
import {
  actingUser,
  concerned,
  inNameOf,
  operatorOf,
  requireEnabled,
  requireRole,
  requireShort,
} from '../channels/channel-access.ts'
import type { ChannelDraft } from '../channels/channel-draft.ts'
import type { ChannelOperator } from '../channels/channel-step.ts'
import type { ChannelServices, Channels } from '../channels/channels.ts'
import { alreadyMembers, newcomers } from '../channels/members.ts'
import { Quotas } from '../channels/quotas.ts'
import type { App } from '../tenancy/app.ts'
import { foldUserName, foldUserNames } from '../users/user-name.ts'
import { groupRules } from './group-rules.ts'

const { kind } = groupRules

/** Outcome of inviting one user. */
export interface Invited {
  user: string
  /** `member`: was already in; `waiting`: has yet to answer; `joined`: is now in. */
  outcome: 'member' | 'waiting' | 'joined'
}

/**
 * Joining groups by consent (rest-groups-rooms.md §1.6): members invite and the invited users answer, users apply and
 * the owner or administrators answer. Open invitations and applications are part of the group's standings, so each gets
 * exactly one answer, whoever gives it and on whichever node. A user who is invited after applying, or applies after
 * being invited, joins at once: both sides have agreed.
 */
export class Admissions {
  readonly #services: ChannelServices
  readonly #channels: Channels
  readonly #quotas: Quotas

  constructor(services: ChannelServices, channels: Channels) {
    this.#services = services
    this.#channels = channels
    this.#quotas = new Quotas(groupRules, services.stores)
  }

  /**
   * Invites users. The owner and administrators can invite, other members if the group allows it. A repeated invitation
   * notifies the user again. Outcomes are in the order of the names.
   * @throws ApiError `channel.unknown`, `channel.user_unknown`, `channel.full`, `channel.blocked`, `channel.disabled`,
   * `forbidden`, `group.joined_too_many`, `group.invited_member` if all were already in.
   */
  async invite({ app, actor }: Caller, id: string, names: readonly string[]): Promise<Invited[]> {
    const users = foldUserNames(names)
    await this.#channels.get(app, id)
    await this.#quotas.requireKnown(app, users)
    await this.#quotas.requireFree(app, users)
    return this.#change(app, id, concerned(actor, users), (draft) => {
      const { allowInvites, inviteNeedConfirm, owner } = draft.channel
      requireRole(actor, draft, 'owner', 'admin', ...(allowInvites ? (['member'] as const) : []))
      const fresh = newcomers(draft, users)
      if (fresh.length === 0) throw new ApiError('group.invited_member', alreadyMembers(id, users))
      const by = operatorOf(actor, owner)
      const mustAnswer = inviteNeedConfirm && !app.settings.autoAcceptInvitations
      const joining = fresh.filter((user) => !mustAnswer || draft.standing(user).applied)
      const waiting = fresh.filter((user) => !joining.includes(user))
      for (const user of joining) {
        const { applied } = draft.standing(user)
        const through = applied ? 'application' : 'invitation'
        draft.join([user], by, { now: this.#now(), unasked: !applied, through })
        if (applied) tellAnswer(draft, user, { what: 'application-accepted', reason: '' }, by)
        else
          draft.tell(
            by.user,
            { what: 'invitation-accepted', user, inviter: by.user },
            { user, device: null, doer: by.doer },
          )
      }
      for (const user of waiting) {
        draft.invite(user, by.user)
        tellBoth(draft, user, { what: 'invited', user }, by)
      }
      return users.map((user) => ({ user, outcome: outcomeOf(user, joining, waiting) }))
    })
  }

  /**
   * Answers an invitation, by the invited user or by the app on their behalf. Accepting as a member is a no-op.
   * @throws ApiError `channel.unknown`, `channel.full`, `channel.blocked`, `channel.disabled`, `forbidden`,
   * `group.not_invited`, `group.joined_too_many`.
   */
  async answerInvitation(
    { app, actor }: Caller,
    id: string,
    name: string,
    { accepted }: { accepted: boolean },
  ): Promise<void> {
    const user = foldUserName(name)
    const self = actingUser(actor)
    if (self !== undefined && self !== user) throw new ApiError('forbidden')
    await this.#channels.get(app, id)
    if (accepted) await this.#quotas.requireFree(app, [user])
    await this.#change(app, id, [user], (draft) => {
      if (accepted && draft.standing(user).role !== null) return
      const { invitedBy: inviter } = draft.standing(user)
      if (inviter === '') throw new ApiError('group.not_invited', { username: user, id })
      const by = inNameOf(user, actor)
      if (accepted) {
        newcomers(draft, [user])
        acceptInvitation(draft, user, { inviter, now: this.#now() }, by)
      } else {
        requireEnabled(draft.channel)
        draft.settle(user)
        tellBoth(draft, inviter, { what: 'invitation-declined', user, inviter }, by)
      }
    })
  }

  /**
   * Joins a public group, or applies if joining requires consent. A repeated application is forwarded again.
   * @returns whether the user is now in the group.
   * @throws ApiError `channel.unknown`, `channel.full`, `channel.blocked`, `channel.disabled`,
   * `channel.reason_too_long`, `group.not_public`, `group.member_exists`, `group.joined_too_many`.
   */
  async apply({ app, actor }: Caller<Person>, id: string, reason: string): Promise<boolean> {
    const user = actor.name
    requireShort(app, reason)
    await this.#channels.get(app, id)
    await this.#quotas.requireFree(app, [user])
    const decide = (draft: ChannelDraft) => {
      const by = inNameOf(user, actor)
      const { invitedBy: inviter } = draft.standing(user)
      if (newcomers(draft, [user]).length === 0)
        throw new ApiError('group.member_exists', alreadyMembers(id, [user]))
      if (inviter !== '') {
        acceptInvitation(draft, user, { inviter, now: this.#now() }, by)
        return true
      }
      if (!draft.channel.public) throw new ApiError('group.not_public', { id })
      if (!draft.channel.membersOnly) {
        join(draft, user, by, this.#now())
        return true
      }
      draft.apply(user)
      const to = [draft.channel.owner, ...draft.admins]
      draft.tellMembers(to, { what: 'applied', user, reason, to }, by)
      draft.tell(user, { what: 'applied', user, reason, to }, by)
      return false
    }
    return this.#services.writer.change(app, kind, id, [user], decide, { withAdmins: true })
  }

  /**
   * Accepts or declines an application, by the owner, an administrator or the app. Accepting a member is a no-op.
   * @throws ApiError `channel.unknown`, `channel.full`, `channel.blocked`, `channel.disabled`,
   * `channel.reason_too_long`, `forbidden`, `group.not_applied`, `group.joined_too_many`.
   */
  async answerApplication(
    { app, actor }: Caller,
    id: string,
    name: string,
    { accepted, reason }: { accepted: boolean; reason: string },
  ): Promise<void> {
    requireShort(app, reason)
    const user = foldUserName(name)
    await this.#channels.get(app, id)
    if (accepted) await this.#quotas.requireFree(app, [user])
    await this.#change(app, id, concerned(actor, [user]), (draft) => {
      requireRole(actor, draft, 'owner', 'admin')
      const { role, applied } = draft.standing(user)
      if (accepted && role !== null) return
      if (!applied) throw new ApiError('group.not_applied', { username: user, id })
      const by = operatorOf(actor, draft.channel.owner)
      if (accepted) {
        newcomers(draft, [user])
        draft.join([user], by, { now: this.#now(), unasked: false, through: 'application' })
      } else {
        requireEnabled(draft.channel)
        draft.settle(user)
      }
      const what = accepted ? 'application-accepted' : 'application-declined'
      tellAnswer(draft, user, { what, reason }, by)
    })
  }

  #now(): number {
    return this.#services.ids.clock.now()
  }

  #change<T>(app: App, id: string, users: readonly string[], decide: (draft: ChannelDraft) => T): Promise<T> {
    return this.#services.writer.change(app, kind, id, users, decide)
  }
}

/** Adds a user who joins on their own; notifies the others and the user's other devices. @param now ms since 1970. */
function join(draft: ChannelDraft, user: string, by: ChannelOperator, now: number): void {
  draft.join([user], by, { now, unasked: false })
  const { memberCount } = draft.channel
  draft.tell(user, { what: 'joined', users: [user], memberCount, note: null }, by)
}

function acceptInvitation(
  draft: ChannelDraft,
  user: string,
  { inviter, now }: { inviter: string; now: number },
  by: ChannelOperator,
): void {
  draft.join([user], by, { now, unasked: false, through: 'invitation' })
  tellBoth(draft, inviter, { what: 'invitation-accepted', user, inviter }, by)
}

function tellAnswer(
  draft: ChannelDraft,
  user: string,
  answer: { what: 'application-accepted' | 'application-declined'; reason: string },
  by: ChannelOperator,
): void {
  tellBoth(draft, user, { ...answer, user }, by)
}

/** Notifies a user of what was done, and the acting user's other devices. */
function tellBoth(
  draft: ChannelDraft,
  user: string,
  event: Parameters<ChannelDraft['tell']>[1],
  by: ChannelOperator,
): void {
  draft.tell(user, event, by)
  if (by.user !== user) draft.tell(by.user, event, by)
}

function outcomeOf(user: string, joined: readonly string[], waiting: readonly string[]): Invited['outcome'] {
  if (joined.includes(user)) return 'joined'
  return waiting.includes(user) ? 'waiting' : 'member'
}
