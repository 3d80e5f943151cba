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
  /** Where everybody stands whom the requests are about. */
  standings: ReadonlyMap<string, Standing>
  attributes: AttributeDraft
  /** If one of the requests has to do with who they are. */
  admins: ReadonlySet<string> | undefined
  /** If one of them is about files: how many are shared, and which of those that are asked for. */
  shared: { count: number; uuids: Iterable<string> } | undefined
}

/**
 * A channel while it is being changed: several requests decide on it, one after the other, each seeing what those before it
 * decided; then all of it is committed at once.
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

  /** Who has deleted the channel, if anybody. */
  get destroyer(): Operator | undefined {
    return this.#destroyer
  }

  get standings(): ReadonlyMap<string, Standing> {
    return this.#changed
  }

  /** How many files are shared, and whether one is. @throws Error when nobody has looked. */
  get shared(): { readonly count: number; readonly uuids: ReadonlySet<string> } {
    return this.#sharing
  }

  get #sharing(): { count: number; uuids: Set<string> } {
    if (this.#shared === undefined) throw new Error('the shared files were not looked up')
    return this.#shared
  }

  /** What is shared and withdrawn, in order. */
  get files(): readonly SharedFileChange[] {
    return this.#files
  }

  /** Who came in, in order. */
  get joined(): readonly string[] {
    return this.#joined
  }

  /** What happened, in order. */
  get steps(): readonly ChannelStep[] {
    return this.#steps
  }

  /** @throws Error for a user whom nobody has looked up: not to know is not to be a stranger. */
  standing(user: string): Standing {
    const standing = this.#changed.get(user) ?? this.#known.get(user)
    if (standing === undefined) throw new Error(`where ${user} stands was not looked up`)
    return standing
  }

  /** What the user may do by role; null for who has none. */
  role(user: string): Role | null {
    return roleIn(this.#channel, user, this.standing(user))
  }

  /** Administrators. @throws Error when they have not been looked up. */
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

  /** @param kicked they did not leave by themselves, and are told. */
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

  /** Of a room; in the name of who does it. @param autoDelete they go when he leaves. */
  setAttributes(values: Values, by: Operator, autoDelete: boolean): void {
    for (const [key, value] of Object.entries(values))
      this.attributes.set({ holder: '', key, value, setter: by.user, autoDelete })
    this.#steps.push({ did: 'set-attributes', values, by })
  }

  /** Of a room. */
  removeAttributes(keys: readonly string[], by: Operator): void {
    for (const key of keys) this.attributes.remove('', key)
    this.#steps.push({ did: 'remove-attributes', keys, by })
  }

  /** Of a member of a group; an empty value removes one. */
  setMemberAttributes(user: string, values: Values, by: Operator): void {
    for (const [key, value] of Object.entries(values))
      if (value === '') this.attributes.remove(user, key)
      else this.attributes.set({ holder: user, key, value, setter: by.user, autoDelete: false })
    this.#steps.push({ did: 'set-member-attributes', user, values, by })
  }

  /** Waits for an answer of the user. */
  invite(user: string, by: string): void {
    this.#set(user, { ...this.standing(user), invitedBy: by })
  }

  /** Waits for an answer of those who may let the user in. */
  apply(user: string): void {
    this.#set(user, { ...this.standing(user), applied: true })
  }

  /** What waits for an answer has had it. */
  settle(user: string): void {
    this.#set(user, { ...this.standing(user), invitedBy: '', applied: false })
  }

  /** Tells one user, in the channel or not; the one who did it: on the other devices. */
  tell(user: string, event: Told, by: Operator): void {
    this.#steps.push({ did: 'tell', by, user, event })
  }

  /** Tells some of the members. */
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

  /** The new owner is in the channel; the old one becomes an ordinary member. */
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

  /** @param until ms since 1970; 0 = he may speak again. */
  mute(user: string, until: number, by: Operator): void {
    this.#set(user, { ...this.standing(user), mutedUntil: until })
    this.#changeStanding(until === 0 ? 'unmuted' : 'muted', user, by, until)
  }

  allow(user: string, allowed: boolean, by: Operator): void {
    this.#set(user, { ...this.standing(user), allowed })
    this.#changeStanding(allowed ? 'allowed' : 'disallowed', user, by)
  }

  /** Members, who are not members any more. */
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
  /** Who is in already is not told. */
  quiet?: boolean
  /** Text of the user who joins. */
  note?: string | null
  /** They are told that they are in it: they do not know. */
  unasked?: boolean
}
