import type { Fact, FactKind } from '../facts/fact.ts'
import type { App } from '../tenancy/app.ts'
import type { WebhookFamily } from './webhook.ts'
import type { WebhookEvent } from './webhook-event.ts'

/** Turns facts into what receivers are told. */
export interface WebhookEvents {
  /**
   * Returns the events of each fact, in the order of the facts; none for what is not told. A fact that comes again has the same
   * events, with the same `callKey`, family and `to`; only who was offline may have changed (`chat_offline`), so what was
   * stored the first time counts. Call it with few facts at a time: a message to a group has an event for each member who is
   * offline.
   * Messages are told as they were sent, even if they have been changed or recalled since.
   * @param facts of the app, in the order of delivery.
   */
  of(app: App, facts: readonly Fact[]): Promise<readonly (readonly WebhookEvent[])[]>
  /** Kinds of the facts that the families are made of. @param families empty: all. */
  kindsOf(families: readonly WebhookFamily[], groupEvents: 'new' | 'old'): readonly FactKind[]
}
