/** A notification of a message that has yet to be handed to a push service: for one device of one user. */
export interface PushJob {
  id: number
  /** Row number. */
  app: number
  /** The log of the message, and its place in it. */
  log: string
  seq: number
  message: number
  /** When it was sent, ms since 1970. */
  sentAt: number
  user: string
  device: string
  /** Name of the certificate. */
  certificate: string
  /** Jobs of a device with one key replace each other. */
  collapseKey: string | null
  /** Attempts so far. */
  attempts: number
}

export type NewPushJob = Omit<PushJob, 'id' | 'attempts'>
