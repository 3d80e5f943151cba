import type { Caller } from '../domain/caller.ts'
import type { Sent } from '../domain/messages/draft.ts'
import type { Sending } from '../domain/messages/sending.ts'
import { foldUserNames } from '../domain/users/user-name.ts'
import { draftOf, type Form, type Outgoing } from './outgoing.ts'

/** `chatroom_msg_tag` of the protocol per `chatroom_msg_level` (msync.md §5; rest-messages-users.md §5.2). */
export const roomLevels = { high: 0, normal: 1, low: 2 } as const

/** Groups or rooms by id, and the options that only messages to them have. */
export type ChannelTargets = {
  /** Send only to these users in the one channel. */
  users?: readonly string[] | string | undefined
} & (
  | { groups: readonly string[] | string; needAck?: boolean | undefined }
  | { rooms: readonly string[] | string; level?: keyof typeof roomLevels | undefined }
)

/** Sends once to each distinct group or room; results by id. */
export async function sendToChannels(
  sending: Sending,
  { caller, origin }: { caller: Caller; origin: string },
  outgoing: Outgoing,
  targets: ChannelTargets,
): Promise<Map<string, Sent>> {
  const kind = 'groups' in targets ? 'group' : 'room'
  const ids = [...new Set(listOf('groups' in targets ? targets.groups : targets.rooms))]
  const users = targets.users === undefined ? null : foldUserNames(listOf(targets.users))
  const isLow = 'rooms' in targets && targets.level === 'low'
  const draft = { ...draftOf(caller.app, origin, outgoing, formOf(targets)), isLow }
  const sent = await sending.toChannels(caller, draft, { kind, ids, users })
  return new Map(ids.map((id, i) => [id, sent[i]!]))
}

function formOf(targets: ChannelTargets): Form {
  // Group messages always reach the sender's devices (rest-messages-users.md §5.2 "sync_device").
  if ('groups' in targets) return { echo: true, asksReaders: targets.needAck }
  const { level } = targets
  return level === undefined ? {} : { attributes: { chatroom_msg_tag: roomLevels[level] } }
}

function listOf(values: readonly string[] | string): readonly string[] {
  return typeof values === 'string' ? [values] : values
}
