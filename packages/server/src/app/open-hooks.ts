import type { Logger } from 'pino'
import { HookGate } from '../domain/hooks/hook-gate.ts'
import { type HookOutcome, Hooks, hookOutcomes } from '../domain/hooks/hooks.ts'
import type { ModerationRecorder } from '../domain/moderation/moderation-recorder.ts'
import type { Outgoing } from '../domain/outgoing/outgoing.ts'
import type { Stores } from '../domain/stores.ts'
import type { WebhookRules } from '../domain/webhooks/webhook-rules.ts'
import type { Clock } from '../kernel/clock.ts'
import { HttpHookLine } from '../webhooks/before/http-hook-line.ts'
import { messageCodec } from './message-codec.ts'

/** Questions since the start, by what became of them. */
export type HookCounts = Record<HookOutcome, number>

/** Asking the servers of owners before messages are sent. */
export function openHooks({
  stores,
  rules,
  outgoing,
  recorder,
  clock,
  log,
}: {
  stores: Pick<Stores, 'logs'>
  rules: WebhookRules
  outgoing: Outgoing
  recorder: ModerationRecorder
  clock: Clock
  log: Logger
}): { hooks: Hooks; hookCounts: HookCounts } {
  const hookCounts = Object.fromEntries(hookOutcomes.map((each) => [each, 0])) as HookCounts
  const gate = new HookGate(new HttpHookLine(outgoing, rules, clock), ({ app, id, name }) =>
    log.error(
      { app, webhook: id, name },
      'a hook fails and is not asked for half a minute: its policy decides',
    ),
  )
  const hooks = new Hooks({
    ...{ rules, gate, logs: stores.logs, codec: messageCodec, recorder },
    onOutcome({ app, id, name }, outcome, fault) {
      hookCounts[outcome]++
      // While it rests, every message would be a line.
      if (fault !== undefined && fault !== 'resting')
        log.warn(
          { app, webhook: id, name, fault, outcome },
          'a hook gave no valid answer: its policy decided',
        )
    },
  })
  return { hooks, hookCounts }
}
