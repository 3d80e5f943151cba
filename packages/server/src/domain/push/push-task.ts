import type { InstantMessage } from './instant-message.ts'

/** Whom a notification of the app is for. */
export type PushAudience = { all: true } | { label: string } | { users: readonly string[] }

/** A notification that has been accepted and is sent page by page. */
export interface PushTask {
  app: number
  id: number
  audience: PushAudience
  message: InstantMessage
  /** ms since 1970. */
  acceptedAt: number
  /** ms since 1970, not before which it is sent. */
  dueAt: number
  /** Where the next page begins; empty at first. */
  cursor: string
}

/** Limit on how often an app may do something. */
export interface TaskLimit {
  /** ms since 1970. */
  since: number
  tasks: number
}

export interface PushTaskStore {
  /**
   * @param limit on tasks since a time, this one included; undefined: it does not count.
   * @throws ApiError `push.limit`.
   */
  accept(task: PushTask, limit: TaskLimit | undefined): Promise<void>
  /** Those that are due and not done, the longest due first. @param now ms since 1970. */
  due(now: number, limit: number): Promise<PushTask[]>
  /**
   * Notes where the next page begins.
   * @param to undefined: the task is done.
   * @throws Outdated if another node has been faster.
   */
  advance(task: PushTask, to: string | undefined): Promise<void>
  /** Removes those that are done and were accepted before a time. */
  forget(before: number): Promise<void>
}
