import type { Channel } from '../channels/channel.ts'

export interface ThreadPage {
  threads: Channel[]
  /** Opaque; absent on the last page. */
  cursor?: string
}

/** A page of a list; a cursor that is not of it is refused (`request.cursor_illegal`). */
export interface ThreadPageRequest {
  limit: number
  cursor: string | undefined
  oldestFirst: boolean
}

/** Looks for threads by what they hang on; otherwise they are channels. */
export interface ThreadStore {
  /** By creation. @param group null = of the whole app. */
  list(app: number, group: string | null, page: ThreadPageRequest): Promise<ThreadPage>
  /** Those that the user is in, by joining. @param group null = of all groups. */
  joined(app: number, user: string, group: string | null, page: ThreadPageRequest): Promise<ThreadPage>
  /** Whether a thread hangs on the message. */
  hasRoot(app: number, message: number): Promise<boolean>
  /** Messages of a log with `after < seq <= upTo`. */
  countMessages(app: number, log: string, after: number, upTo: number): Promise<number>
  /** Ids of the threads of a group. */
  idsOf(app: number, group: string): Promise<string[]>
  /** Threads of a group with those of the users who are in them. */
  withUsers(app: number, group: string, users: readonly string[]): Promise<{ id: string; users: string[] }[]>
}
