import type { Values } from '../attributes/attribute-store.ts'
import type { SharedFileInfo } from '../facts/channel-fact.ts'
import type { AttributeDraft } from './attribute-draft.ts'
import {
  type Channel,
  type ChannelSettings,
  type JoinedThrough,
  type Role,
  roleIn,
  type Standing,
} from './channel.ts'
import type { ChannelOperator, ChannelStep, ToldEvent } from './channel-step.ts'
import type { SharedFileDraft } from './shared-file-draft.ts'
import { RULES, type Rule, STANDINGS, type StandingChange } from './standing-change.ts'
import type { StandingDraft } from './standing-draft.ts'

/** What is known when requests are decided. */
export interface LookedUp {
  standings: StandingDraft
  attributes: AttributeDraft
  files: SharedFileDraft
}

/**
 * A channel while it is being changed. Several requests decide on it one after the other, each seeing the decisions
 * before it; then everything is committed at once.
 */
export class ChannelDraft {
  #channel: Channel
  #destroyer: ChannelOperator | undefined
  readonly #standings: StandingDraft
  readonly attributes: AttributeDraft
  readonly files: SharedFileDraft
  readonly #steps: ChannelStep[] = []
  readonly #joined: string[] = []

  constructor(channel: Channel, { standings, attributes, files }: LookedUp) {
    this.#channel = channel
    this.#standings = standings
    this.attributes = attributes
    this.files = files
  }

  get channel(): Channel {
    return this.#channel
  }

  /** The operator who deleted the channel, if anybody did. */
  get destroyer(): ChannelOperator | undefined {
    return this.#destroyer
  }

  /** Changed standings. */
  get standings(): ReadonlyMap<string, Standing> {
    return this.#standings.changed
  }

  /** Users who joined, in order. */
  get joined(): readonly string[] {
    return this.#joined
  }

  /** Changes made, in order. */
  get steps(): readonly ChannelStep[] {
    return this.#steps
  }

  /** @throws Error for a user who has not been looked up: unknown is not the same as stranger. */
  standing(user: string): Standing {
    return this.#standings.of(user)
  }

  /** Returns the user's role; null for users without one. */
  role(user: string): Role | null {
    return roleIn(this.#channel, user, this.standing(user))
  }

  /** Administrators. @throws Error if they have not been looked up. */
  get admins(): ReadonlySet<string> {
    return this.#standings.admins
  }

  join(users: readonly string[], by: ChannelOperator, options: JoinOptions): void {
    const { now, quiet = false, note = null, unasked = true, through } = options
    if (users.length === 0) return
    this.#joined.push(...users)
    for (const user of users) {
      const role = this.role(user) ?? 'member'
      this.#standings.change(user, { role, joinedAt: now, invitedBy: '', applied: false })
    }
    const memberCount = this.#channel.memberCount + users.length
    this.#channel = { ...this.#channel, memberCount }
    this.#steps.push({ did: 'join', users, by, quiet, note, unasked, through, memberCount })
  }

  /** @param kicked they did not leave on their own, and are informed. */
  leave(
    users: readonly string[],
    by: ChannelOperator,
    { kicked = false, quiet = false, blocked = false } = {},
  ): void {
    if (users.length === 0) return
    for (const user of users) this.#standings.change(user, { role: null, joinedAt: 0, shielded: false })
    const memberCount = this.#channel.memberCount - users.length
    this.#channel = { ...this.#channel, memberCount }
    this.#steps.push({ did: 'leave', users, by, kicked, quiet, blocked, memberCount })
    for (const [user, keys] of this.attributes.leave(users))
      this.#steps.push({ did: 'remove-attributes', keys, by: { user, device: null, doer: by.doer } })
  }

  /**
   * Sets attributes of a room in the name of the operator.
   * @param autoDelete the attributes go when the operator leaves.
   */
  setAttributes(values: Values, by: ChannelOperator, { autoDelete }: { autoDelete: boolean }): void {
    for (const [key, value] of Object.entries(values))
      this.attributes.set({ holder: '', key, value, setter: by.user, autoDelete })
    this.#steps.push({ did: 'set-attributes', values, by })
  }

  /** Removes attributes of a room. */
  removeAttributes(keys: readonly string[], by: ChannelOperator): void {
    for (const key of keys) this.attributes.remove('', key)
    this.#steps.push({ did: 'remove-attributes', keys, by })
  }

  /** Sets attributes of a member of a group; an empty value removes one. */
  setMemberAttributes(user: string, values: Values, by: ChannelOperator): void {
    for (const [key, value] of Object.entries(values))
      if (value === '') this.attributes.remove(user, key)
      else this.attributes.set({ holder: user, key, value, setter: by.user, autoDelete: false })
    this.#steps.push({ did: 'set-member-attributes', user, values, by })
  }

  /** Records an invitation that the user has yet to answer. */
  invite(user: string, by: string): void {
    this.#standings.change(user, { invitedBy: by })
  }

  /** Records an application to join that is yet to be answered. */
  apply(user: string): void {
    this.#standings.change(user, { applied: true })
  }

  /** Clears an answered invitation or application. */
  settle(user: string): void {
    this.#standings.change(user, { invitedBy: '', applied: false })
  }

  /** Informs one user, in the channel or not; if it is the operator, on their other devices. */
  tell(user: string, event: ToldEvent, by: ChannelOperator): void {
    this.#steps.push({ did: 'tell', by, user, event })
  }

  /** Informs some of the members. */
  tellMembers(users: readonly string[], event: ToldEvent, by: ChannelOperator): void {
    this.#steps.push({ did: 'tell-members', by, users, event })
  }

  /** Stops delivery of messages to the operator. */
  shield(by: ChannelOperator): void {
    this.#standings.change(by.user, { shielded: true })
    this.#steps.push({ did: 'shield', by, shielded: true })
  }

  /** Resumes it. */
  unshield(by: ChannelOperator): void {
    this.#standings.change(by.user, { shielded: false })
    this.#steps.push({ did: 'shield', by, shielded: false })
  }

  update(changes: Partial<ChannelSettings>, by: ChannelOperator, now: number): void {
    this.#channel = { ...this.#channel, ...changes, modifiedAt: now }
    this.#steps.push({ did: 'update', changes, by, modifiedAt: now })
  }

  /** Makes a user in the channel its owner; the old owner becomes an ordinary member. */
  handOver(to: string, by: ChannelOperator): void {
    const from = this.#channel.owner
    if (this.standing(from).role !== null) this.#standings.change(from, { role: 'member' })
    // An owner cannot be muted.
    this.#standings.change(to, { role: 'owner', mutedUntil: 0 })
    this.#channel = { ...this.#channel, owner: to }
    this.#steps.push({ did: 'hand-over', from, to, by })
  }

  /** Changes the standing of one user, and informs them and the administrators. */
  changeStanding(change: keyof typeof STANDINGS, user: string, by: ChannelOperator): void {
    this.#setStanding(user, STANDINGS[change], { change, until: 0, by })
  }

  /** @param until ms since 1970; 0 = the user may speak again. */
  mute(user: string, until: number, by: ChannelOperator): void {
    this.#setStanding(user, { mutedUntil: until }, { change: until === 0 ? 'unmuted' : 'muted', until, by })
  }

  /** Blocks members, and ends their membership. */
  block(users: readonly string[], by: ChannelOperator): void {
    this.leave(users, by, { kicked: true, blocked: true })
    for (const user of users) this.#setStanding(user, { blocked: true }, { change: 'blocked', until: 0, by })
  }

  /** Mutes everybody, disables the channel, or lifts either; does nothing if that is the rule already. */
  rule(rule: Rule, by: ChannelOperator): void {
    const { flag, value } = RULES[rule]
    if (this.#channel[flag] === value) return
    this.#channel = { ...this.#channel, [flag]: value }
    this.#steps.push({ did: 'rule', rule, by })
  }

  announce(text: string, by: ChannelOperator): void {
    this.#channel = { ...this.#channel, announcement: text }
    this.#steps.push({ did: 'announce', text, by })
  }

  shareFile(share: { uuid: string; place: number }, about: SharedFileInfo, by: ChannelOperator): void {
    this.files.share(share)
    this.#steps.push({ did: 'share-file', file: share.uuid, about, by })
  }

  withdrawFile(uuid: string, by: ChannelOperator): void {
    this.files.withdraw(uuid)
    this.#steps.push({ did: 'withdraw-file', file: uuid, by })
  }

  destroy(by: ChannelOperator): void {
    this.#destroyer = by
  }

  #setStanding(
    user: string,
    changes: Partial<Standing>,
    told: { change: StandingChange; until: number; by: ChannelOperator },
  ): void {
    this.#standings.change(user, changes)
    const managers = [this.#channel.owner, ...this.admins]
    this.#steps.push({ did: 'standing', user, ...told, managers })
  }
}

interface JoinOptions {
  /** ms since 1970. */
  now: number
  /** Users already in the channel are not informed. */
  quiet?: boolean
  /** Text from the user who joins. */
  note?: string | null
  /** They did not ask to join, and are informed that they are in. */
  unasked?: boolean
  through?: JoinedThrough
}
