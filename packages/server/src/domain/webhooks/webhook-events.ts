import type { Fact, FactKind } from '../facts/fact.ts'
import type { App } from '../tenancy/app.ts'
import type { WebhookFamily } from './webhook.ts'
import type { WebhookEvent } from './webhook-event.ts'

/** Puts what happened into the words of the vendor's webhooks. */
export interface WebhookEvents {
  /**
   * The events of each fact, none for what no webhook tells. The same facts make the same events, with the same
   * `callKey`.
   * @param facts of the app.
   */
  of(app: App, facts: readonly Fact[]): Promise<readonly (readonly WebhookEvent[])[]>
  /** Kinds of facts that the families are made of. @param families empty: all. */
  kindsOf(families: readonly WebhookFamily[], groupEvents: 'new' | 'old'): readonly FactKind[]
}
