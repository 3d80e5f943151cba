/**
 * Carries short messages between the nodes of one installation, at most once: what is published while nobody listens, or while
 * the bus is away, is gone. The database is the truth; who must not miss anything looks there after the bus was away.
 */
export interface Bus {
  /** False while the bus is away. */
  readonly connected: boolean
  /**
   * To everybody else who listens to the subject, in the order of the calls, whatever their subjects. Nobody hears himself.
   * @param message is asked for when it has to be sent; at most {@link MESSAGE_BYTES}.
   */
  publish(subject: string, message: () => Uint8Array): void
  /** Listens until the returned function is called. Messages of one publisher come in the order in which they were published. */
  subscribe(subject: string, receive: (message: Uint8Array) => void): () => void
  /** Resolves when what was subscribed before is heard, and what was published before is on its way; at once while away. */
  flush(): Promise<void>
  /** Told when the bus goes away, and when it is back and everything subscribed is heard again. */
  watch(listener: (connected: boolean) => void): void
  close(): Promise<void>
}

/** Largest message that every bus takes. */
export const MESSAGE_BYTES = 768 * 1024
