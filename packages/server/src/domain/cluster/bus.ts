/**
 * Carries short messages between the nodes of one installation, at most once: a message published while nobody listens,
 * or while the bus is down, is lost. The database is the source of truth; nodes that must not miss anything read it
 * after an outage.
 */
export interface Bus {
  /** False while the bus is down. */
  readonly connected: boolean
  /**
   * Publishes to all other listeners of the subject, in the order of the calls across subjects. A node does not receive
   * its own messages.
   * @param message called only if the message has to be sent; at most {@link MESSAGE_BYTES}.
   */
  publish(subject: string, message: () => Uint8Array): void
  /** Listens until the returned function is called. Messages of one publisher arrive in the order of publication. */
  subscribe(subject: string, receive: (message: Uint8Array) => void): () => void
  /**
   * Resolves when earlier subscriptions are active and earlier messages are on their way; immediately while the bus is
   * down.
   */
  flush(): Promise<void>
  /** Calls the listener when the bus goes down, and when it is back with all subscriptions active again. */
  watch(listener: (connected: boolean) => void): void
  close(): Promise<void>
}

/** Largest message that every bus accepts, in bytes. */
export const MESSAGE_BYTES = 768 * 1024
