import { randomUUID } from 'node:crypto'
import { type HookAnswer, HookFault, type HookLine, type HookQuestion } from '../../domain/hooks/hook-line.ts'
import { type Outgoing, OutgoingFault } from '../../domain/outgoing/outgoing.ts'
import type { Webhook, WebhookSecrets } from '../../domain/webhooks/webhook.ts'
import type { WebhookRules } from '../../domain/webhooks/webhook-rules.ts'
import type { Clock } from '../../kernel/clock.ts'
import { SealError } from '../../kernel/sealer.ts'
import { signature, signatureHeader } from '../signature.ts'
import { ANSWER_BYTES, hookAnswer } from './hook-answer.ts'
import { hookRequest } from './hook-request.ts'

/** Asks hooks by HTTP, in the vendor's form (webhooks.md §4), with our header that signs the body. */
export class HttpHookLine implements HookLine {
  readonly #outgoing: Outgoing
  readonly #rules: Pick<WebhookRules, 'secretsOf'>
  readonly #clock: Clock

  constructor(outgoing: Outgoing, rules: Pick<WebhookRules, 'secretsOf'>, clock: Clock) {
    this.#outgoing = outgoing
    this.#rules = rules
    this.#clock = clock
  }

  async ask(
    hook: Webhook,
    question: HookQuestion,
    patienceMs: number,
    signal: AbortSignal,
  ): Promise<HookAnswer> {
    const callId = `${question.app.key}_${randomUUID()}`
    const timestamp = this.#clock.now()
    const secrets = this.#secretsOf(hook)
    const body = JSON.stringify({
      callId,
      timestamp,
      ...hookRequest(question),
      securityVersion: '1.0.0',
      security: signature(callId, secrets.current, timestamp),
    })
    const headers = {
      'content-type': 'application/json',
      'x-ringpost-signature': signatureHeader(callId, body, secrets, timestamp),
    }
    const { status, text } = await this.#outgoing
      .call({ method: 'POST', url: hook.url, headers, body, patienceMs, answerBytes: ANSWER_BYTES, signal })
      .catch((cause: unknown) => {
        throw cause instanceof OutgoingFault ? new HookFault(cause.reason, { cause }) : cause
      })
    if (status !== 200) throw new HookFault('status')
    return hookAnswer(text, hook, question)
  }

  #secretsOf(hook: Webhook): WebhookSecrets {
    try {
      return this.#rules.secretsOf(hook)
    } catch (cause) {
      throw cause instanceof SealError ? new HookFault('unsigned', { cause }) : cause
    }
  }
}
