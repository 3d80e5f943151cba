/** Records of each kind that are kept. */
const KEPT = 500

export interface RequestRecord {
  /** ms since 1970. */
  time: number
  /** Id in the contract. */
  operation: string
  method: string
  /** Below the app. */
  path: string
  query: unknown
  headers: unknown
  /** JSON; undefined for none, or one that is streamed. */
  body?: unknown
  /** Undefined while there is no answer. */
  status?: number
  answer?: unknown
  /** ms that it took. */
  ms?: number
  /** Id of the fault that it met. */
  fault?: string
}

export interface FrameRecord {
  /** ms since 1970. */
  time: number
  user: string
  device: string
  /** From the client up to the server, or down. */
  direction: 'up' | 'down'
  /** Up: login, unread, send, pull, history, logout. Down: login, unread, ack, page, drained, history, notice, logout. */
  kind: string
  content: unknown
  fault?: string
}

export interface WebhookRecord {
  /** ms since 1970. */
  time: number
  /** Name of the rule. */
  webhook: string
  url: string
  body: unknown
  /** What the receiver answered; null without a whole answer. */
  status: number | null
  fault?: string
}

/** What has gone in and out of one app, without secrets: the latest of each kind, the oldest first. */
export class Traffic {
  readonly requests: RequestRecord[] = []
  readonly frames: FrameRecord[] = []
  readonly webhooks: WebhookRecord[] = []

  note(record: RequestRecord): void {
    keep(this.requests, record)
  }

  noteFrame(record: FrameRecord): void {
    keep(this.frames, record)
  }

  noteWebhook(record: WebhookRecord): void {
    keep(this.webhooks, record)
  }

  clear(): void {
    for (const records of [this.requests, this.frames, this.webhooks]) records.length = 0
  }
}

function keep<T>(records: T[], record: T): void {
  records.push(record)
  if (records.length > KEPT) records.shift()
}
