import { LruCache } from '../../kernel/lru-cache.ts'
import { performance } from '../../kernel/machine-time.ts'
import { NoSlot, Slots } from '../../kernel/slots.ts'
import type { Webhook } from '../webhooks/webhook.ts'
import { HookBreaker } from './hook-breaker.ts'
import { type HookAnswer, HookFault, type HookLine, type HookQuestion } from './hook-line.ts'

/** Hooks whose state is kept. */
const HOOKS = 10_000
/** Questions that may be on their way to one hook from one node. */
const SLOTS = 64

interface State {
  breaker: HookBreaker
  slots: Slots
}

/** Asks hooks, no more at a time than each can bear, and not those that only fail. */
export class HookGate {
  readonly #line: HookLine
  readonly #onRest: (hook: Webhook) => void
  readonly #states = new LruCache<string, State>(HOOKS)

  /** @param onRest called when a hook has failed so often that it is not asked for a while. */
  constructor(line: HookLine, onRest: (hook: Webhook) => void) {
    this.#line = line
    this.#onRest = onRest
  }

  /** @param until when an answer is too late, by `performance.now()`. @throws HookFault */
  async ask(hook: Webhook, question: HookQuestion, until: number, signal: AbortSignal): Promise<HookAnswer> {
    const { breaker, slots } = this.#stateOf(hook)
    if (!breaker.begin(performance.now())) throw new HookFault('resting')
    let outcome = 'none' as 'answer' | 'fault' | 'none'
    try {
      return await slots.run(async () => {
        const patience = Math.ceil(until - performance.now())
        if (patience <= 0) throw new HookFault('busy')
        outcome = 'fault'
        const answer = await this.#line.ask(hook, question, patience, signal)
        outcome = 'answer'
        return answer
      }, until - performance.now())
    } catch (error) {
      throw error instanceof NoSlot ? new HookFault('busy', { cause: error }) : error
    } finally {
      const isOver = outcome === 'fault' && signal.aborted
      if (breaker.end(isOver ? 'none' : outcome, performance.now())) this.#onRest(hook)
    }
  }

  /** A rule that has changed may be about another server. */
  #stateOf({ id, modifiedAt }: Webhook): State {
    const key = `${id}/${modifiedAt}`
    const known = this.#states.get(key)
    if (known !== undefined) return known
    const state = { breaker: new HookBreaker(), slots: new Slots(SLOTS) }
    this.#states.set(key, state)
    return state
  }
}
