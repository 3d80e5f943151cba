import { ApiError } from '@ringpost/contract/errors'
import { performance } from '../../kernel/machine-time.ts'
import { onceKnown } from '../../kernel/once-known.ts'
import type { Person } from '../actor.ts'
import type { Caller } from '../caller.ts'
import { kindOf } from '../log/log-key.ts'
import type { LogStore } from '../log/log-store.ts'
import { chatTypeOf } from '../messages/chat-type.ts'
import type { MessageCodec } from '../messages/message-codec.ts'
import {
  passed,
  type Screened,
  type ScreenedAct,
  type Screening,
  type Verdict,
} from '../messages/screening.ts'
import { checkedText } from '../moderation/checked-text.ts'
import type { Moderated } from '../moderation/moderation-record.ts'
import type { ModerationRecorder } from '../moderation/moderation-recorder.ts'
import type { Webhook } from '../webhooks/webhook.ts'
import type { WebhookRules } from '../webhooks/webhook-rules.ts'
import type { HookGate } from './hook-gate.ts'
import { type HookAnswer, HookFault, type HookFaultReason, type HookQuestion } from './hook-line.ts'
import { concerns, isAbout, mayReplace } from './hook-scope.ts'

/** What the sender is told if no valid answer came and the policy is to block (webhooks.md §4). */
const FAILED = 'custom internal error'

/** What became of questions to hooks. */
export const hookOutcomes = ['allowed', 'replaced', 'denied', 'failed_passed', 'failed_blocked'] as const
export type HookOutcome = (typeof hookOutcomes)[number]

interface Parts {
  rules: Pick<WebhookRules, 'enabled'>
  gate: HookGate
  logs: Pick<LogStore, 'appended' | 'find'>
  codec: MessageCodec
  recorder: Pick<ModerationRecorder, 'note'>
  /** Called for every question with what became of it; `fault`: why the policy of the rule decided. */
  onOutcome(hook: Webhook, outcome: HookOutcome, fault: HookFaultReason | undefined): void
}

/** A message that hooks are asked about. */
interface Matter {
  caller: Caller<Person>
  message: Screened
  act: ScreenedAct
  /** When an answer is too late, by `performance.now()`. */
  deadline: number
  /** Aborted once somebody has refused it. */
  refused: AbortController
}

/**
 * Asks the servers of an app's owner about what users send and edit, before it is sent (webhooks.md §4). All hooks must allow it;
 * the first that does not decides. Those that may replace the content are asked one after the other, each about what the one before
 * made of it; the others at the same time.
 */
export class Hooks implements Screening {
  readonly #parts: Parts

  constructor(parts: Parts) {
    this.#parts = parts
  }

  /** Messages from the app, and to some members of a group or room only, are not asked about. */
  look({ app, actor }: Caller, message: Screened, act: ScreenedAct): Verdict | Promise<Verdict> {
    if (actor.kind !== 'user' || message.audience !== null) return passed
    return onceKnown(this.#parts.rules.enabled(app.id, 'before'), (enabled) => {
      if (enabled.length === 0) return passed
      const place = placeOf({ app, actor }, message, act)
      const concerned = enabled.filter((hook) => concerns(hook, place))
      if (concerned.length === 0) return passed
      const question = { ...place, ...this.#said(message.payload) }
      const hooks = concerned.filter((hook) => isAbout(hook, question))
      if (hooks.length === 0) return passed
      const deadline = performance.now() + Math.max(...hooks.map(({ waitMs }) => waitMs))
      const matter = { caller: { app, actor }, message, act, deadline, refused: new AbortController() }
      return this.#decide(matter, hooks, question)
    })
  }

  async #decide(matter: Matter, hooks: readonly Webhook[], question: HookQuestion): Promise<Verdict> {
    const { message, refused } = matter
    const earlier = await this.#earlier(message)
    if (earlier !== undefined) return earlier
    const inTurn = async (): Promise<Verdict> => {
      let { payload } = message
      let level = {}
      for (const hook of hooks.filter((each) => mayReplace(each, question))) {
        const asked = payload === message.payload ? question : { ...question, ...this.#said(payload) }
        const answer = await this.#ask(matter, hook, asked, payload)
        if (answer.payload !== undefined) payload = answer.payload
        if (answer.level !== undefined) level = { level: answer.level }
      }
      return { ...passed, ...level, ...(payload !== message.payload && { payload }) }
    }
    const atOnce = hooks
      .filter((each) => !mayReplace(each, question))
      .map(async (hook): Promise<Verdict> => {
        const { level } = await this.#ask(matter, hook, question, message.payload)
        return { ...passed, ...(level && { level }) }
      })
    try {
      const verdicts = await Promise.all([...atOnce, inTurn()])
      return Object.assign({}, ...verdicts) as Verdict
    } catch (error) {
      if (!(error instanceof Refusal)) throw error
      return error.verdict
    } finally {
      refused.abort()
    }
  }

  /** A message that was sent before, and whose answer was lost, has been asked about. */
  async #earlier({ app, origin, payload }: Screened): Promise<Verdict | undefined> {
    if (origin === null) return undefined
    const { logs } = this.#parts
    const appended = await logs.appended(app, origin)
    if (appended === undefined) return undefined
    const sent = await logs.find(app, appended.id)
    const isSame = sent === undefined || Buffer.compare(sent.payload, payload) === 0
    return isSame ? passed : { ...passed, payload: sent.payload }
  }

  /** @throws Refusal */
  async #ask(
    { caller, message, act, deadline, refused }: Matter,
    hook: Webhook,
    question: HookQuestion,
    payload: Uint8Array,
  ): Promise<{ payload?: Uint8Array; level?: Extract<HookAnswer, { kind: 'allowed' }>['level'] }> {
    const { gate, codec, onOutcome } = this.#parts
    // Nobody waits any more.
    if (refused.signal.aborted) return {}
    const refuse = async (reason: string, cause: string): Promise<never> => {
      refused.abort()
      await this.#note(caller, message, act, question, {
        result: 'REJECT',
        hook: { name: hook.name, reason: cause },
      })
      throw new Refusal(verdictOf(hook, act, reason))
    }
    let answer: HookAnswer
    let replaced: Uint8Array | undefined
    try {
      const until = Math.min(deadline, performance.now() + hook.waitMs)
      answer = await gate.ask(hook, question, until, refused.signal)
      if (answer.kind === 'allowed' && answer.said !== undefined) {
        replaced = codec.withSaid(payload, answer.said)
        if (replaced.length > caller.app.settings.messageBytes) throw new HookFault('malformed')
      }
    } catch (error) {
      if (!(error instanceof HookFault)) throw error
      if (refused.signal.aborted) return {}
      const outcome = hook.onFailure === 'pass' ? 'failed_passed' : 'failed_blocked'
      onOutcome(hook, outcome, error.reason)
      return outcome === 'failed_passed' ? {} : refuse(FAILED, error.reason)
    }
    if (refused.signal.aborted) return {}
    if (answer.kind === 'denied') {
      onOutcome(hook, 'denied', undefined)
      return refuse(answer.reason, answer.reason)
    }
    onOutcome(hook, replaced === undefined ? 'allowed' : 'replaced', undefined)
    const level = answer.level === undefined ? {} : { level: answer.level }
    if (replaced === undefined) return level
    await this.#note(caller, message, act, question, {
      result: 'EXCHANGE',
      hook: { name: hook.name, reason: '' },
    })
    return { ...level, payload: replaced }
  }

  #said(payload: Uint8Array): Pick<HookQuestion, 'content' | 'ext'> {
    const said = this.#parts.codec.read(payload)
    return { content: said?.content ?? null, ext: said?.ext ?? {} }
  }

  #note(
    { app, actor }: Caller<Person>,
    { id, log, receiver }: Screened,
    act: ScreenedAct,
    { content }: HookQuestion,
    decision: Pick<Moderated, 'result' | 'hook'>,
  ): Promise<void> {
    return this.#parts.recorder.note(app.id, log, actor, {
      message: id,
      kind: kindOf(log),
      sender: actor.name,
      receiver,
      type: content?.type ?? null,
      isEdit: act === 'edit',
      text: checkedText(content),
      url: content !== null && 'url' in content ? content.url : null,
      words: [],
      ...decision,
    })
  }
}

function placeOf(
  { app, actor }: Caller<Person>,
  { id, log, receiver }: Screened,
  act: ScreenedAct,
): Omit<HookQuestion, 'content' | 'ext'> {
  const chatType = chatTypeOf(kindOf(log))
  return { app, message: id, isEdit: act === 'edit', chatType, from: actor.name, to: receiver }
}

class Refusal extends Error {
  readonly verdict: Verdict

  constructor(verdict: Verdict) {
    super('refused')
    this.verdict = verdict
  }
}

/** An edit that is not made cannot seem to have been. */
function verdictOf({ report }: Webhook, act: ScreenedAct, reason: string): Verdict {
  return report || act === 'edit'
    ? { kind: 'refused', error: new ApiError('send.intercepted', { reason }) }
    : { kind: 'dropped' }
}
