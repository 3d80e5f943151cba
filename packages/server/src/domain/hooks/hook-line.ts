import type { Body, Json } from '@ringpost/protocol/body'
import type { ChatType } from '../messages/chat-type.ts'
import type { RoomLevel } from '../messages/message-codec.ts'
import type { App } from '../tenancy/app.ts'
import type { Webhook } from '../webhooks/webhook.ts'

/** What a hook is asked about: a message before it is sent, or as it would be after an edit. */
export interface HookQuestion {
  app: App
  /** Id that the message has or will have. */
  message: number
  isEdit: boolean
  chatType: ChatType
  /** Folded name of the user who sends or edits it. */
  from: string
  /** User, group, room or thread. */
  to: string
  /** Null: this version does not know the type. */
  content: Body | null
  ext: Json
}

export type HookAnswer =
  /** What is in `said` replaces the content, the attributes or both; the content is of the same type. */
  | { kind: 'allowed'; said?: { content?: Body; ext?: Json }; level?: RoomLevel }
  | { kind: 'denied'; reason: string }

/**
 * - as `OutgoingFaultReason`.
 * - `status`: the answer is not 200.
 * - `malformed`: the answer is not one, or what it replaces must not be replaced like this.
 * - `unsigned`: its secret cannot be read.
 * - `busy`: too many questions are on their way.
 * - `resting`: it has failed so often that it is not asked for a while.
 */
export type HookFaultReason =
  | 'forbidden'
  | 'late'
  | 'unreachable'
  | 'oversized'
  | 'cancelled'
  | 'status'
  | 'malformed'
  | 'unsigned'
  | 'busy'
  | 'resting'

/** A hook has given no valid answer; its policy decides. */
export class HookFault extends Error {
  override readonly name = 'HookFault'
  readonly reason: HookFaultReason

  constructor(reason: HookFaultReason, options?: ErrorOptions) {
    super(`hook: ${reason}`, options)
    this.reason = reason
  }
}

/** Asks the servers of owners. */
export interface HookLine {
  /** @param patienceMs for everything. @throws HookFault */
  ask(hook: Webhook, question: HookQuestion, patienceMs: number, signal: AbortSignal): Promise<HookAnswer>
}
