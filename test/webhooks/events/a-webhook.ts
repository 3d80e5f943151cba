import type { Webhook } from '../../../packages/server/src/domain/webhooks/webhook.ts'

/** A rule that wants everything, but for the words. */
export function aWebhook(words: Partial<Webhook> = {}): Webhook {
  return {
    app: 1,
    id: '1',
    name: 'rule',
    url: 'http://127.0.0.1/',
    kind: 'after',
    enabled: true,
    events: [],
    chatTypes: [],
    messageTypes: [],
    sources: [],
    filters: { from: [], to: [], groups: [], extKeys: [], envs: [] },
    groupEvents: 'new',
    retry: 'reliable',
    ordered: true,
    waitMs: 200,
    onFailure: 'pass',
    report: false,
    replace: 'text',
    createdAt: 0,
    modifiedAt: 0,
    ...words,
  }
}
