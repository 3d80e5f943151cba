import type { ChannelStore } from '../../domain/channels/channel-store.ts'
import type { Fact, FactKind } from '../../domain/facts/fact.ts'
import type { FactStore } from '../../domain/facts/fact-store.ts'
import { type Entry, entryKind } from '../../domain/log/entry.ts'
import type { LogStore } from '../../domain/log/log-store.ts'
import type { MessageCodec } from '../../domain/messages/message-codec.ts'
import type { App } from '../../domain/tenancy/app.ts'
import type { Webhook, WebhookFamily } from '../../domain/webhooks/webhook.ts'
import type { WebhookEvent } from '../../domain/webhooks/webhook-event.ts'
import type { WebhookEvents } from '../../domain/webhooks/webhook-events.ts'
import { wantsFamily } from '../../domain/webhooks/webhook-family.ts'
import type { WebhookRules } from '../../domain/webhooks/webhook-rules.ts'
import { contactEvents } from './contact-events.ts'
import { editEvents } from './edit-events.ts'
import type { EventMaker } from './event-maker.ts'
import { groupEvents, superAdminEvents } from './group-events.ts'
import { entriesOf, Known } from './known.ts'
import { MadeEvents } from './made-events.ts'
import { messageEvents } from './message-events.ts'
import { keywordEvents, moderationEvents } from './moderation-events.ts'
import { mucEvents } from './muc-events.ts'
import { type OfflineServices, offlineEvents } from './offline-events.ts'
import { pushEvents } from './push-events.ts'
import { reactionEvents } from './reaction-events.ts'
import { recallEvents } from './recall-events.ts'
import { receiptEvents } from './receipt-events.ts'
import { statusEvents } from './status-events.ts'
import { type ThreadServices, threadEvents } from './thread-events.ts'

interface Parts extends OfflineServices, ThreadServices {
  channels: Pick<ChannelStore, 'get' | 'members'>
  logs: Pick<LogStore, 'findMany'>
  facts: Pick<FactStore, 'changes'>
  codec: Pick<MessageCodec, 'read'>
  rules: Pick<WebhookRules, 'enabled'>
}

/** Facts as the vendor's callbacks tell them (webhooks.md §5): only what a rule of the app wants is made. */
export class FactEvents implements WebhookEvents {
  readonly #parts: Parts
  readonly #makers: readonly EventMaker[]
  readonly #made = new MadeEvents()
  #gone = 0

  constructor(parts: Parts) {
    this.#parts = parts
    this.#makers = [
      messageEvents(() => this.#gone++),
      offlineEvents(parts),
      recallEvents,
      editEvents,
      ...receiptEvents(parts),
      statusEvents,
      groupEvents,
      superAdminEvents,
      mucEvents,
      contactEvents,
      reactionEvents,
      threadEvents(parts),
      keywordEvents,
      moderationEvents,
      pushEvents,
    ]
  }

  /** Messages that were not told because nothing was left of them. */
  get gone(): number {
    return this.#gone
  }

  async of(app: App, facts: readonly Fact[]): Promise<WebhookEvent[][]> {
    const rules = await this.#parts.rules.enabled(app.id, 'after')
    const makers = this.#makers.filter((maker) => rules.some((rule) => wants(rule, maker)))
    const concerned = (fact: Fact) => makers.filter(({ kinds }) => kinds.includes(fact.kind))
    // All rules of the app are given the same facts; with one rule there is nobody to share with.
    const made = rules.length > 1 ? this.#made : new MadeEvents()
    const fresh = facts.filter((fact) => !concerned(fact).every((maker) => made.has(fact, maker)))
    const known = this.#lookUp(app, fresh)
    for (const fact of fresh)
      for (const maker of concerned(fact)) made.add(fact, maker, async () => maker.make(fact, await known))
    // Without a wait in between: they may be forgotten.
    const found = facts.map((fact) => concerned(fact).map((maker) => made.get(fact, maker)))
    const events: WebhookEvent[][] = []
    for (const ofFact of found) events.push((await Promise.all(ofFact)).flat())
    return events
  }

  kindsOf(families: readonly WebhookFamily[], groupEvents: 'new' | 'old'): readonly FactKind[] {
    const makers = this.#makers.filter((maker) => wants({ events: families, groupEvents }, maker))
    return [...new Set(makers.flatMap(({ kinds, needs = [] }) => [...kinds, ...needs]))]
  }

  async #lookUp(app: App, facts: readonly Fact[]): Promise<Known> {
    if (facts.length === 0) return new Known(app, [], [])
    const ids = [...new Set(facts.flatMap(entriesOf))]
    const entries = await this.#parts.logs.findMany(app.id, ids)
    const sent = new Set(facts.flatMap(({ kind, entry }) => (kind === 'message.sent' ? (entry ?? []) : [])))
    const changed = entries.filter((entry) => sent.has(entry.id) && this.#isChanged(entry))
    const logs = [...new Set(changed.map(({ log }) => log))]
    return new Known(app, entries, await this.#parts.facts.changes(app.id, logs))
  }

  #isChanged({ kind, payload }: Entry): boolean {
    return kind === entryKind.recalled || (this.#parts.codec.read(payload)?.edits ?? 0) > 0
  }
}

function wants(
  { events, groupEvents }: Pick<Webhook, 'events' | 'groupEvents'>,
  { family, generation = groupEvents }: EventMaker,
): boolean {
  return wantsFamily(events, family) && generation === groupEvents
}
