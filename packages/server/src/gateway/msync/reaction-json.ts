import type { Reaction } from '../../domain/reactions/reaction-store.ts'

/** A reaction in messages and events. SDKs before 5 read `state`, SDK 5 `isAddedBySelf` (sdk5.md §8.1). */
export function reactionJson({ reaction, count, users, mine }: Omit<Reaction, 'id' | 'changed'>) {
  return { reaction, count, state: mine, isAddedBySelf: mine, userList: users }
}
