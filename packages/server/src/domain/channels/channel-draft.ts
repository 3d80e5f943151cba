import type { Values } from '../attributes/attribute-store.ts'
import type { SharedFileChange } from '../files/shared-file-store.ts'
import type { AttributeDraft } from './attribute-draft.ts'
import {
  type Channel,
  type ChannelSettings,
  channelLog,
  type Role,
  roleIn,
  type Standing,
} from './channel.ts'
import type { ChannelStep, Operator, Told } from './channel-step.ts'
import type { StandingChange } from './standing-change.ts'

/** What is known when requests are decided. */
export interface LookedUp {
  /** Standings of all users that the requests concern. */
  standings: ReadonlyMap<string, Standing>
  attributes: AttributeDraft
  /** Set if a request depends on the administrators. */
  admins: ReadonlySet<string> | undefined
  /** Set if a request concerns files: how many are shared, and which of the requested ones are. */
  shared: { count: number; uuids: Iterable<string> } | undefined
}

/**
 * A channel while it is being changed. Several requests decide on it one after the other, each seeing the decisions
 * before it; then everything is committed at once.
 */
export class ChannelDraft {
  #channel: Channel
  #destroyer: Operator | undefined
  readonly #known: ReadonlyMap<string, Standing>
  readonly #changed = new Map<string, Standing>()
  readonly #steps: ChannelStep[] = []
  readonly #joined: string[] = []
  readonly attributes: AttributeDraft
  readonly #admins: ReadonlySet<string> | undefined
  readonly #files: SharedFileChange[] = []
  readonly #shared: { count: number; uuids: Set<string> } | undefined

  constructor(channel: Channel, { standings, attributes, admins, shared }: LookedUp) {
    this.#channel = channel
    this.#known = standings
    this.attributes = attributes
    this.#admins = admins
    this.#shared = shared && { count: shared.count, uuids: new Set(shared.uuids) }
  }

  get channel(): Channel {
    return this.#channel
  }

  /** The operator who deleted the channel, if anybody did. */
  get destroyer(): Operator | undefined {
    return this.#destroyer
  }

  get standings(): ReadonlyMap<string, Standing> {
    return this.#changed
  }

  /** How many files are shared, and whether a given one is. @throws Error if the files have not been looked up. */
  get shared(): { readonly count: number; readonly uuids: ReadonlySet<string> } {
    return this.#sharing
  }

  get #sharing(): { count: number; uuids: Set<string> } {
    if (this.#shared === undefined) throw new Error('the shared files were not looked up')
    return this.#shared
  }

  /** Files shared and withdrawn, in order. */
  get files(): readonly SharedFileChange[] {
    return this.#files
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
    const standing = this.#changed.get(user) ?? this.#known.get(user)
    if (standing === undefined) throw new Error(`the standing of ${user} was not looked up`)
    return standing
  }

  /** Returns the user's role; null for users without one. */
  role(user: string): Role | null {
    return roleIn(this.#channel, user, this.standing(user))
  }

  /** Administrators. @throws Error if they have not been looked up. */
  get admins(): ReadonlySet<string> {
    if (this.#admins === undefined) throw new Error('the administrators were not looked up')
    const admins = new Set(this.#admins)
    for (const [user, { role }] of this.#changed) {
      if (role === 'admin') admins.add(user)
      else admins.delete(user)
    }
    return admins
  }

  join(users: readonly string[], by: Operator, options: JoinOptions): void {
    const { now, quiet = false, note = null, unasked = true } = options
    if (users.length === 0) return
    this.#joined.push(...users)
    for (const user of users) {
      const role = this.role(user) ?? 'member'
      this.#set(user, { ...this.standing(user), role, joinedAt: now, invitedBy: '', applied: false })
    }
    const memberCount = this.#channel.memberCount + users.length
    this.#channel = { ...this.#channel, memberCount }
    this.#steps.push({ did: 'join', users, by, quiet, note, unasked, memberCount })
  }

  /** @param kicked they did not leave on their own, and are informed. */
  leave(users: readonly string[], by: Operator, { kicked = false, quiet = false } = {}): void {
    if (users.length === 0) return
    for (const user of users)
      this.#set(user, { ...this.standing(user), role: null, joinedAt: 0, shielded: false })
    const memberCount = this.#channel.memberCount - users.length
    this.#channel = { ...this.#channel, memberCount }
    this.#steps.push({ did: 'leave', users, by, kicked, quiet, memberCount })
    for (const [user, keys] of this.attributes.leave(users))
      this.#steps.push({ did: 'remove-attributes', keys, by: { user, device: null, doer: by.doer } })
  }

  /**
   * Sets attributes of a room in the name of the operator.
   * @param autoDelete the attributes go when the operator leaves.
   */
  setAttributes(values: Values, by: Operator, autoDelete: boolean): void {
    for (const [key, value] of Object.entries(values))
      this.attributes.set({ holder: '', key, value, setter: by.user, autoDelete })
    this.#steps.push({ did: 'set-attributes', values, by })
  }

  /** Removes attributes of a room. */
  removeAttributes(keys: readonly string[], by: Operator): void {
    for (const key of keys) this.attributes.remove('', key)
    this.#steps.push({ did: 'remove-attributes', keys, by })
  }

  /** Sets attributes of a member of a group; an empty value removes one. */
  setMemberAttributes(user: string, values: Values, by: Operator): void {
    for (const [key, value] of Object.entries(values))
      if (value === '') this.attributes.remove(user, key)
      else this.attributes.set({ holder: user, key, value, setter: by.user, autoDelete: false })
    this.#steps.push({ did: 'set-member-attributes', user, values, by })
  }

  /** Records an invitation that the user has yet to answer. */
  invite(user: string, by: string): void {
    this.#set(user, { ...this.standing(user), invitedBy: by })
  }

  /** Records an application to join that is yet to be answered. */
  apply(user: string): void {
    this.#set(user, { ...this.standing(user), applied: true })
  }

  /** Clears an answered invitation or application. */
  settle(user: string): void {
    this.#set(user, { ...this.standing(user), invitedBy: '', applied: false })
  }

  /** Informs one user, in the channel or not; if it is the operator, on their other devices. */
  tell(user: string, event: Told, by: Operator): void {
    this.#steps.push({ did: 'tell', by, user, event })
  }

  /** Informs some of the members. */
  tellMembers(users: readonly string[], event: Told, by: Operator): void {
    this.#steps.push({ did: 'tell-members', by, users, event })
  }

  shield(by: Operator, shielded: boolean): void {
    this.#set(by.user, { ...this.standing(by.user), shielded })
    this.#steps.push({ did: 'shield', by, shielded })
  }

  update(changes: Partial<ChannelSettings>, by: Operator, now: number): void {
    this.#channel = { ...this.#channel, ...changes, modifiedAt: now }
    this.#steps.push({ did: 'update', changes, by, modifiedAt: now })
  }

  /** Makes a user in the channel its owner; the old owner becomes an ordinary member. */
  handOver(to: string, by: Operator): void {
    const from = this.#channel.owner
    if (this.standing(from).role !== null) this.#setRole(from, 'member')
    // An owner cannot be muted.
    this.#set(to, { ...this.standing(to), role: 'owner', mutedUntil: 0 })
    this.#channel = { ...this.#channel, owner: to }
    this.#steps.push({ did: 'hand-over', from, to, by })
  }

  appoint(user: string, by: Operator): void {
    this.#setRole(user, 'admin')
    this.#changeStanding('appointed', user, by)
  }

  dismiss(user: string, by: Operator): void {
    this.#setRole(user, 'member')
    this.#changeStanding('dismissed', user, by)
  }

  /** @param until ms since 1970; 0 = the user may speak again. */
  mute(user: string, until: number, by: Operator): void {
    this.#set(user, { ...this.standing(user), mutedUntil: until })
    this.#changeStanding(until === 0 ? 'unmuted' : 'muted', user, by, until)
  }

  allow(user: string, by: Operator): void {
    this.#set(user, { ...this.standing(user), allowed: true })
    this.#changeStanding('allowed', user, by)
  }

  disallow(user: string, by: Operator): void {
    this.#set(user, { ...this.standing(user), allowed: false })
    this.#changeStanding('disallowed', user, by)
  }

  /** Blocks members, and ends their membership. */
  block(users: readonly string[], by: Operator): void {
    this.leave(users, by, { kicked: true })
    for (const user of users) {
      this.#set(user, { ...this.standing(user), blocked: true })
      this.#changeStanding('blocked', user, by)
    }
  }

  unblock(user: string, by: Operator): void {
    this.#set(user, { ...this.standing(user), blocked: false })
    this.#changeStanding('unblocked', user, by)
  }

  muteAll(muted: boolean, by: Operator): void {
    this.#channel = { ...this.#channel, muted }
    this.#steps.push({ did: 'rule', rule: muted ? 'muted' : 'unmuted', by })
  }

  disable(disabled: boolean, by: Operator): void {
    this.#channel = { ...this.#channel, disabled }
    this.#steps.push({ did: 'rule', rule: disabled ? 'disabled' : 'enabled', by })
  }

  announce(text: string, by: Operator): void {
    this.#channel = { ...this.#channel, announcement: text }
    this.#steps.push({ did: 'announce', text, by })
  }

  shareFile(share: { uuid: string; place: number }, by: Operator): void {
    this.#files.push({ log: channelLog(this.#channel), share })
    this.#sharing.count++
    this.#sharing.uuids.add(share.uuid)
    this.#steps.push({ did: 'share-file', file: share.uuid, by })
  }

  withdrawFile(uuid: string, by: Operator): void {
    this.#files.push({ log: channelLog(this.#channel), withdraw: uuid })
    this.#sharing.count--
    this.#sharing.uuids.delete(uuid)
    this.#steps.push({ did: 'withdraw-file', file: uuid, by })
  }

  destroy(by: Operator): void {
    this.#destroyer = by
  }

  #changeStanding(change: StandingChange, user: string, by: Operator, until = 0): void {
    const managers = [this.#channel.owner, ...this.admins]
    this.#steps.push({ did: 'standing', change, user, until, by, managers })
  }

  #setRole(user: string, role: Role): void {
    this.#set(user, { ...this.standing(user), role })
  }

  #set(user: string, standing: Standing): void {
    this.#changed.set(user, standing)
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
}
