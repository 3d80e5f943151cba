import { ApiError } from '@ringpost/contract/errors'
import { type Actor, actingDevice, isAdmin, type Person } from '../actor.ts'
import type { Caller } from '../caller.ts'
import type { App } from '../tenancy/app.ts'
import { type Channel, type Role, roleIn, type Standing } from './channel.ts'
import type { ChannelOperator } from './channel-step.ts'

/*
 * Access rules of channels (rest-groups-rooms.md §1.1, §2.1). The app may do everything; what a user may do depends on
 * their role in the channel.
 */

/** Returns the name of the acting user; undefined for the app, which needs no role. */
export function actingUser(actor: Actor): string | undefined {
  if (isAdmin(actor)) return undefined
  if (actor.kind !== 'user') throw new ApiError('auth.required')
  return actor.name
}

/** Returns the caller, who must be a user. @throws ApiError `forbidden` for the app. */
export function personal({ app, actor }: Caller): Caller<Person> {
  if (actor.kind !== 'user') throw new ApiError('forbidden')
  return { app, actor }
}

/** Returns the users whose standings matter to a decision about an act of the actor. */
export function concerned(actor: Actor, users: readonly string[] = []): readonly string[] {
  const user = actingUser(actor)
  return user === undefined ? users : [...users, user]
}

/**
 * Returns in whose name an act is announced, and who performed it. Acts of the app are announced in the name of the
 * channel's owner: clients show the name and look it up as a user.
 */
export function operatorOf(actor: Actor, owner: string): ChannelOperator {
  return inNameOf(actor.kind === 'user' ? actor.name : owner, actor)
}

/** Operator for an act in the name of a user, performed by that user or the app. */
export function inNameOf(user: string, actor: Actor): ChannelOperator {
  return { user, device: actingDevice(actor), doer: actor }
}

/** @throws ApiError `forbidden` unless the actor is the app or has one of the roles. */
export function requireRole(
  actor: Actor,
  channel: { role(user: string): Role | null },
  ...roles: readonly Role[]
): void {
  const user = actingUser(actor)
  if (user === undefined) return
  const role = channel.role(user)
  if (role === null || !roles.includes(role)) throw new ApiError('forbidden')
}

/** Everybody may see details of public groups and of rooms; only members those of private groups. */
export function requireSight(actor: Actor, channel: Channel, standing: Standing): void {
  if (channel.kind === 'room' || channel.public) return
  requireMembership(actor, channel, standing)
}

/** @throws ApiError `forbidden` for users who are not in the channel. */
export function requireMembership(actor: Actor, channel: Channel, standing: Standing): void {
  const role = (user: string) => roleIn(channel, user, standing)
  requireRole(actor, { role }, 'owner', 'admin', 'member')
}

/** Limits texts that are passed on to others to the size of messages. @throws ApiError `channel.reason_too_long`. */
export function requireShort(app: App, text: string): void {
  const limit = app.settings.messageBytes
  if (Buffer.byteLength(text) > limit) throw new ApiError('channel.reason_too_long', { limit })
}

/** @throws ApiError `forbidden` for users who neither own nor administer the channel. */
export function requireManagement(actor: Actor, channel: Channel, standing: Standing): void {
  const role = (user: string) => roleIn(channel, user, standing)
  requireRole(actor, { role }, 'owner', 'admin')
}

/** The owner ranks above all, administrators above ordinary members. @throws ApiError `forbidden` for others. */
export function requireRankOver(
  actor: Actor,
  channel: { role(user: string): Role | null },
  users: readonly string[],
): void {
  const overAdmins = users.some((user) => channel.role(user) === 'admin')
  requireRole(actor, channel, ...(overAdmins ? (['owner'] as const) : (['owner', 'admin'] as const)))
}

/** Nothing can be sent to a disabled channel or changed in it. @throws ApiError `channel.disabled`. */
export function requireEnabled(channel: Channel): void {
  if (channel.disabled) throw new ApiError('channel.disabled')
}

/**
 * A user may send if they are in the channel and not muted; while all are muted, only the owner, administrators and
 * users on the allow list may. The mute list overrides the allow list (rest-groups-rooms.md §1.1).
 * @throws ApiError `channel.disabled`, `send.not_member`, `send.muted`, `send.all_muted`.
 */
export function requireVoice(channel: Channel, user: string, standing: Standing, now: number): void {
  requireEnabled(channel)
  if (standing.role === null) throw new ApiError('send.not_member', { users: user })
  if (standing.mutedUntil > now) throw new ApiError('send.muted')
  if (channel.muted && standing.role === 'member' && !standing.allowed) throw new ApiError('send.all_muted')
}
