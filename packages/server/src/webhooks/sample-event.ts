import { randomUUID } from 'node:crypto'
import type { Webhook } from '../domain/webhooks/webhook.ts'
import type { WebhookEvent } from '../domain/webhooks/webhook-event.ts'
import { machineTime } from '../kernel/machine-time.ts'

/** A message that nobody sent, for receivers to try. */
export function sampleEvent({ kind }: Webhook): WebhookEvent {
  const id = '1234567890123456789'
  const payload = {
    ext: {},
    bodies: [{ type: 'txt', msg: 'This is a test' }],
    ...{ from: 'alice', to: 'bob', type: 'chat' },
  }
  const message = { chat_type: 'chat', from: 'alice', to: 'bob', msg_id: id, payload }
  return {
    family: 'chat',
    order: '',
    chatType: 'chat',
    messageType: 'txt',
    source: 'rest',
    from: 'alice',
    to: 'bob',
    group: null,
    extKeys: [],
    env: null,
    generation: null,
    callKey: randomUUID(),
    timestamp: machineTime(),
    saysVersion: true,
    body: kind === 'before' ? message : { eventType: 'chat', ...message },
  }
}
