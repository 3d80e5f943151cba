/** A session whose end is still to be reported. */
export interface OpenSession {
  /** The node it is on, and its number there. */
  node: string
  number: number
  /** Row number of the app. */
  app: number
  user: string
  device: string
}

/** Sessions whose end somebody wants to know: whoever removes one reports its end, in the same commit. */
export interface OpenSessionStore {
  /** Sessions that are already there stay. */
  add(sessions: readonly OpenSession[]): Promise<void>
  /** @throws SessionsEnded unless all of them are there, which come from one node. */
  remove(sessions: readonly OpenSession[]): Promise<void>
  /** Up to `limit` sessions of nodes other than these. */
  ofOthers(nodes: readonly string[], limit: number): Promise<OpenSession[]>
}

/** The end of a session has already been reported. */
export class SessionsEnded extends Error {}
