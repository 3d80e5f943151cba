import { contentNumbers } from '@ringpost/protocol/body'
import type { IdGenerator } from '../../kernel/id-generator.ts'
import type { Receive } from '../facts/delivery.ts'
import type { Fact } from '../facts/fact.ts'
import type { FactInterest } from '../facts/fact-interest.ts'
import { entryKind } from '../log/entry.ts'
import type { Journal } from '../log/journal.ts'
import { idOf, kindOf } from '../log/log-key.ts'
import type { MessageCodec } from '../messages/message-codec.ts'
import type { Stores } from '../stores.ts'
import type { App } from '../tenancy/app.ts'
import type { PushDecision, PushedMessage, Verdict } from './push-decision.ts'
import { pushExtIn } from './push-ext.ts'
import { aboutPush } from './push-facts.ts'

/** Messages decided on at a time. */
const AT_ONCE = 8
/** Notifications of one conversation that wait for a device: of a burst, only the last are shown. */
const BURST = 5

export interface PusherParts {
  stores: Pick<Stores, 'logs'>
  decision: PushDecision
  journal: Journal
  ids: IdGenerator
  codec: MessageCodec
  interest: FactInterest
  appOf(id: number): App | undefined
  /** Called when jobs have been written. */
  onJobs(): void
}

/**
 * Follows the messages of apps and decides, once, who is notified of each. What it decides is written as jobs, which outlive this process;
 * the cursor of the stream moves after that.
 */
export class Pusher {
  readonly #parts: PusherParts

  constructor(parts: PusherParts) {
    this.#parts = parts
  }

  readonly receive: Receive = async (facts) => {
    const messages = facts.filter(({ kind }) => kind === 'message.sent' || kind === 'message.streamed')
    for (let from = 0; from < messages.length; from += AT_ONCE)
      await Promise.all(messages.slice(from, from + AT_ONCE).map((fact) => this.#decide(fact)))
  }

  async #decide(fact: Fact): Promise<void> {
    const message = await this.#messageOf(fact)
    if (message === undefined) return
    const { decision, interest } = this.#parts
    const wantsAll = interest.wants(fact.app, 'push.done')
    if (message.ext.ignores && !wantsAll) return
    for await (const verdicts of decision.about(message, wantsAll)) await this.#note(message, verdicts)
  }

  /** Undefined for what nobody is notified of: rooms, commands, what was not stored, or is gone already. */
  async #messageOf(fact: Fact): Promise<PushedMessage | undefined> {
    const { stores, codec, appOf } = this.#parts
    const app = appOf(fact.app)
    const kind = kindOf(fact.subject)
    if (app === undefined || (kind !== 'pair' && kind !== 'group')) return undefined
    const id = fact.kind === 'message.streamed' ? fact.message : fact.entry
    if (id === null) return undefined
    const entry = await stores.logs.find(app.id, id)
    if (entry?.kind !== entryKind.message || entry.contentType === contentNumbers.cmd) return undefined
    const ext = pushExtIn(codec.read(entry.payload)?.ext ?? {})
    return { app, entry, ext, group: kind === 'group' ? idOf(entry.log) : null }
  }

  async #note({ app, entry, ext, group }: PushedMessage, verdicts: readonly Verdict[]): Promise<void> {
    const { journal, ids, onJobs } = this.#parts
    const jobs = verdicts.flatMap((verdict) => {
      if ('detail' in verdict) return []
      const { user, device, certificate } = verdict.binding
      const { log, seq, id: message, time: sentAt } = entry
      return [
        { app: app.id, log, seq, message, sentAt, user, device, certificate, collapseKey: ext.collapseKey },
      ]
    })
    const reports = verdicts.flatMap((verdict) => {
      if (!('detail' in verdict)) return []
      const { user, binding, detail } = verdict
      const place = { app: app.id, message: entry.id, sender: entry.sender, user, group }
      return [{ report: aboutPush(place, { binding, status: 'fail', detail }) }]
    })
    await journal.commit(app.id, reports, ({ pushJobs }) => [
      pushJobs.add(
        jobs,
        jobs.map(() => ids.next()),
        BURST,
      ),
    ])
    if (jobs.length > 0) onJobs()
  }
}
