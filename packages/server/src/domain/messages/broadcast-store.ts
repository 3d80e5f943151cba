import type { Actor } from '../actor.ts'
import type { Draft } from './draft.ts'

/** A broadcast to every user of an app, until all have it. */
export interface BroadcastJob {
  app: number
  id: number
  /** On whose behalf. */
  actor: Actor
  draft: Draft
  /** ms since 1970: users who come later do not get it. */
  acceptedAt: number
  /** Cursor in the list of users, up to which they have it; empty before the first. */
  cursor: string
}

/** Stores broadcasts until they are over, and a while longer, to know repeats of a request. */
export interface BroadcastStore {
  /**
   * Stores a job, unless the same request is stored whose broadcast is not over, or was accepted after `since`.
   * @param request identifies the request among those of the app.
   * @param options `limit` on broadcasts of the app that are not over.
   * @returns the id of the broadcast for this request.
   * @throws ApiError `server.busy` if there are too many.
   */
  accept(job: BroadcastJob, request: string, options: { since: number; limit: number }): Promise<number>
  /** Those that are not over, oldest first. */
  open(limit: number): Promise<BroadcastJob[]>
  /**
   * Notes how far a broadcast has come. @param to undefined: it is over.
   * @throws Outdated if it has come further, or is over.
   */
  advance(job: Pick<BroadcastJob, 'app' | 'id' | 'cursor'>, to: string | undefined): Promise<void>
  /** Forgets those that are over and were accepted before `before`. */
  forget(before: number): Promise<void>
}
