import type { Channel, ThreadRoot } from '../channels/channel.ts'

export interface ThreadPage {
  threads: Channel[]
  /** Opaque; absent on the last page. */
  cursor?: string
}

/** A page request. A cursor of another list is refused (`request.cursor_illegal`). */
export interface ThreadPageRequest {
  limit: number
  cursor: string | undefined
  oldestFirst: boolean
}

export interface AttachedThread {
  thread: Channel
  root: ThreadRoot
  /** Last position in the log of the thread; 0: nothing. */
  head: number
  /** Id of the last message in it that the user can see; null if there is none. */
  last: number | null
}

/** Finds threads by group or root message; in all other respects they are channels. */
export interface ThreadStore {
  /** Ordered by creation. @param group null means the whole app. */
  list(app: number, group: string | null, page: ThreadPageRequest): Promise<ThreadPage>
  /** Threads that the user has joined, ordered by joining. @param group null means all groups. */
  joined(app: number, user: string, group: string | null, page: ThreadPageRequest): Promise<ThreadPage>
  /** Threads that are attached to messages and that the user may see: they are a member of the group now. */
  attached(app: number, user: string, messages: readonly number[]): Promise<AttachedThread[]>
  /** Whether a thread is attached to the message. */
  hasRoot(app: number, message: number): Promise<boolean>
  /** Messages of a log with `after < seq <= upTo`. */
  countMessages(app: number, log: string, after: number, upTo: number): Promise<number>
  /** Ids of the threads of a group. */
  idsOf(app: number, group: string): Promise<string[]>
  /** Threads of a group, each with those of the users who are in it. */
  withUsers(app: number, group: string, users: readonly string[]): Promise<{ id: string; users: string[] }[]>
}
