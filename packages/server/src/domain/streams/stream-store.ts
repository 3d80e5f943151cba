/** A message that is being told in pieces. */
export interface OpenStream {
  app: number
  /** Id of the message. */
  message: number
  kind: 'user' | 'group'
  /** Folded name. */
  sender: string
  /** Folded name of the user, or id of the group. */
  receiver: string
  type: 'text' | 'markdown'
  /** What the sender numbered the last piece with. */
  seq: number
  /** Number of pieces so far: receivers number them without gaps. */
  pieces: number
  /** Bytes of text so far, at least one for each piece. */
  bytes: number
  /** ms since 1970 until which the next piece must have come. */
  dueAt: number
  /** ms since 1970 until which the last piece must have come. */
  endsAt: number
}

export interface StreamStore {
  find(app: number, message: number): Promise<OpenStream | undefined>
  /** Returns the payloads of pieces from a number on, in order. */
  pieces(app: number, message: number, from: number, limit: number): Promise<Uint8Array[]>
  /** Returns streams whose next piece has not come in time, at `now` in ms since 1970. */
  due(now: number, limit: number): Promise<OpenStream[]>
  /** @param limit of the open streams of an app. @throws ApiError `send.reach_limit`. */
  open(stream: OpenStream, first: Uint8Array, limit: number): Promise<void>
  /**
   * Adds a piece, in one commit with those that come at the same time. @param stream as it becomes by the piece.
   * @throws Outdated if the pieces before are not all there are.
   */
  advance(stream: OpenStream, piece: Uint8Array): Promise<void>
  /** Forgets a stream, which has ended. @throws Outdated if it has had other pieces or is gone. */
  close(stream: OpenStream): Promise<void>
  /** Forgets the streams of these messages, those that there are. */
  drop(app: number, messages: readonly number[]): Promise<void>
}
