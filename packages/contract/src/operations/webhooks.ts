import { type TSchema, Type } from 'typebox'
import { faults } from '../fault.ts'
import { operation } from '../operation.ts'

const rate = { calls: 100, seconds: 1 }

/** Of the vendor's calls. */
const envelope = { path: '/callbacks', uri: 'path' } as const

export const storedCallbacks = operation({
  id: 'webhooks.stored',
  method: 'GET',
  path: '/callbacks/storage/info',
  auth: 'app',
  generation: 'G3',
  summary: 'Undelivered callbacks, in buckets of ten minutes',
  source: 'rest-messages-users.md §11.5 C1; webhooks.md §6',
  reply: Type.Array(
    Type.Object({
      date: Type.String({ description: 'Beginning of the bucket, `yyyyMMddHHmm`, UTC' }),
      size: Type.Number({ description: 'Callbacks in it' }),
      retry: Type.Number({ description: 'Times that they were delivered again, in vain' }),
    }),
  ),
  // Documented for this GET.
  envelope: { ...envelope, action: 'post' },
  errors: [],
  rate,
})

const parameter = faults({ required: 'webhook.field_illegal', else: 'webhook.field_illegal' })

export const retryCallbacks = operation({
  id: 'webhooks.retry',
  method: 'POST',
  path: '/callbacks/storage/retry',
  alsoPaths: ['/callback/storage/retry'],
  auth: 'app',
  generation: 'G3',
  summary: 'Deliver the callbacks of a bucket again, in the background',
  source: 'rest-messages-users.md §11.5 C2; webhooks.md §6',
  body: Type.Object(
    {
      date: Type.String({ description: '`yyyyMMddHHmm`, UTC', ...parameter }),
      retry: Type.Optional(
        Type.Integer({ description: 'Only those delivered again so often', minimum: 0, ...parameter }),
      ),
      targetUrl: Type.Optional(
        Type.String({ description: 'Instead of the URL of the rule', maxLength: 2048, ...parameter }),
      ),
    },
    { examples: [{ date: '202109091440', retry: 0 }] },
  ),
  reply: Type.Enum(['success', 'failure'], {
    description: '`success`: begun; `failure`: too many buckets of the app are being delivered',
  }),
  envelope,
  errors: ['webhook.field_illegal', 'webhook.url_illegal', 'webhook.url_internal'],
  rate,
})

const illegal = faults({ required: 'webhook.field_illegal', else: 'webhook.field_illegal' })
const oneOf = <const Value extends string>(values: readonly Value[], description?: string) =>
  Type.Enum(values as unknown as Value[], { ...(description && { description }), ...illegal })
const listOf = <Item extends TSchema>(item: Item, maxItems: number, description: string) =>
  Type.Array(item, { maxItems, description, ...illegal })
const filter = (description: string) => listOf(Type.String({ minLength: 1, maxLength: 128 }), 50, description)

/** Everything that an owner can say about a rule. */
const settings = {
  name: Type.String({
    description: '1..32 letters, digits, `_` and `-`; unique in the app',
    minLength: 1,
    maxLength: 64,
    ...illegal,
  }),
  url: Type.String({
    description: '`http` or `https`; redirects are not followed',
    minLength: 1,
    maxLength: 2048,
    ...illegal,
  }),
  kind: oneOf(
    ['before', 'after'],
    '`before`: asked whether a message may be sent. `after`: told what has happened.',
  ),
  enabled: Type.Boolean({
    description: 'What happens while it is not enabled is not told later',
    ...illegal,
  }),
  events: listOf(
    oneOf([
      'chat',
      'chat_offline',
      'recall',
      'edit',
      'read_ack',
      'channel_ack',
      'delivery_ack',
      'userStatus',
      'group',
      'roster',
      'reaction',
      'thread',
      'keyword_alert',
      'moderation',
      'push',
    ]),
    20,
    'Families of events; empty: all. Of a rule of the kind `before` only `edit`: it is asked about edits too.',
  ),
  chat_types: listOf(oneOf(['chat', 'groupchat', 'chatroom']), 3, 'Kinds of conversations; empty: all'),
  message_types: listOf(
    Type.String({ minLength: 1, maxLength: 32 }),
    20,
    'As bodies name them: `txt`, `img`, `audio`, `video`, `loc`, `file`, `cmd`, `custom` …; empty: all, but for the kind `before` no commands',
  ),
  sources: listOf(oneOf(['sdk', 'rest']), 2, 'Where messages come from; empty: everywhere'),
  filters: Type.Object(
    {
      from: filter('Users who do it'),
      to: filter('Receivers of one-to-one messages'),
      groups: filter('Ids of groups and rooms'),
      ext_keys: filter('Keys of `ext`, of which the message must have one'),
      envs: filter('Values of the field `env` of messages; a rule without any takes those without'),
    },
    { description: 'Every list that is not empty must match', ...illegal },
  ),
  group_events: oneOf(
    ['new', 'old'],
    'Generation of events of groups and rooms: `group_op_event`, or `muc` as in older documents',
  ),
  retry: oneOf(
    ['reliable', 'compat'],
    '`reliable`: growing delays for 24 hours. `compat`: once more, at once, as the vendor does.',
  ),
  ordered: Type.Boolean({
    description: 'Events of one conversation arrive one after the other, in their order',
    ...illegal,
  }),
  wait_ms: Type.Integer({
    description: 'How long a message may wait for the answer; for the kind `before`',
    minimum: 10,
    maximum: 5000,
    ...illegal,
  }),
  on_failure: oneOf(
    ['pass', 'block'],
    'What becomes of a message without a valid answer; for the kind `before`',
  ),
  report: Type.Boolean({
    description: 'Whether senders learn that their message was refused; for the kind `before`',
    ...illegal,
  }),
  replace: oneOf(
    ['text', 'all'],
    'What the answer may replace, for the kind `before`: `text`: text messages, up to 1 KB; `all`: all but commands, up to 5 KB',
  ),
}
const { name, url, filters, ...others } = settings
const secret = Type.Optional(
  Type.String({
    description: 'Signs what is sent; absent: the server makes one',
    minLength: 1,
    maxLength: 256,
    ...illegal,
  }),
)
const changes = {
  ...Type.Partial(Type.Object(others)).properties,
  filters: Type.Optional(
    Type.Partial(filters, { description: 'Every list that is not empty must match', ...illegal }),
  ),
}

const WebhookFields = {
  id: Type.String(),
  ...settings,
  created: Type.Number({ description: 'ms since 1970' }),
  modified: Type.Number({ description: 'ms since 1970' }),
}
const Webhook = Type.Object(WebhookFields, { title: 'Webhook' })
const WebhookWithSecret = Type.Object(
  {
    ...WebhookFields,
    secret: Type.Optional(Type.String({ description: 'Only if it is new: it is not shown again' })),
  },
  { title: 'WebhookWithSecret' },
)

const rules = {
  auth: 'app',
  generation: 'ringpost',
  source: 'webhooks.md §1: the vendor has rules in its console only',
  rate,
} as const
const said = [
  'webhook.field_illegal',
  'webhook.url_illegal',
  'webhook.url_internal',
  'webhook.exists',
  'webhook.secrets_unavailable',
] as const

export const listWebhooks = operation({
  ...rules,
  id: 'webhooks.list',
  method: 'GET',
  path: '/ringpost/webhooks',
  summary: 'The webhooks of the app, oldest first',
  reply: Type.Array(Webhook),
  errors: [],
})

export const createWebhook = operation({
  ...rules,
  id: 'webhooks.create',
  method: 'POST',
  path: '/ringpost/webhooks',
  summary: 'Create a webhook; its secret is shown only now',
  body: Type.Object(
    { name, url, secret, ...changes },
    { examples: [{ name: 'archive', url: 'https://example.com/hooks', events: ['chat', 'recall'] }] },
  ),
  reply: WebhookWithSecret,
  errors: [...said, 'webhook.too_many'],
})

export const getWebhook = operation({
  ...rules,
  id: 'webhooks.get',
  method: 'GET',
  path: '/ringpost/webhooks/:webhook',
  summary: 'A webhook',
  reply: Webhook,
  errors: ['webhook.unknown'],
})

export const changeWebhook = operation({
  ...rules,
  id: 'webhooks.change',
  method: 'PUT',
  path: '/ringpost/webhooks/:webhook',
  summary: 'Change a webhook; fields that are absent stay as they are',
  body: Type.Object({
    name: Type.Optional(name),
    url: Type.Optional(url),
    secret,
    rotate_secret: Type.Optional(
      Type.Boolean({
        description:
          'Makes a new secret. The former one also signs for 24 hours, in the header `X-Ringpost-Signature`.',
        ...illegal,
      }),
    ),
    ...changes,
  }),
  reply: WebhookWithSecret,
  errors: ['webhook.unknown', ...said, 'webhook.changed'],
})

export const deleteWebhook = operation({
  ...rules,
  id: 'webhooks.remove',
  method: 'DELETE',
  path: '/ringpost/webhooks/:webhook',
  summary: 'Remove a webhook, with what it has not delivered',
  reply: Type.Object({ result: Type.Literal('ok') }),
  errors: ['webhook.unknown'],
})

const Delivery = Type.Object(
  {
    id: Type.String(),
    call_id: Type.String({ description: 'The same at each attempt' }),
    status: Type.Enum(['pending', 'failed', 'delivered']),
    happened: Type.Number({ description: 'ms since 1970' }),
    attempts: Type.Number(),
    tried: Type.Union([Type.Number({ description: 'Last attempt, ms since 1970' }), Type.Null()]),
    next: Type.Union([Type.Number({ description: 'Next attempt, ms since 1970' }), Type.Null()]),
    request: Type.String({ description: 'The body' }),
    answer_status: Type.Union([Type.Number({ description: 'Null: no answer' }), Type.Null()]),
    answer: Type.String({ description: 'Its first 1000 characters' }),
    fault: Type.Union([Type.String({ description: 'Why it is not delivered' }), Type.Null()]),
  },
  { title: 'WebhookDelivery' },
)

export const webhookDeliveries = operation({
  ...rules,
  id: 'webhooks.deliveries',
  method: 'GET',
  path: '/ringpost/webhooks/:webhook/deliveries',
  summary: 'What waits, what has failed in the last 3 days, and the latest successes; newest first',
  query: Type.Object({
    status: Type.Optional(Type.String({ description: '`pending`, `failed` or `delivered`' })),
    limit: Type.Optional(Type.String({ description: '1..100, default 20' })),
    cursor: Type.Optional(Type.String()),
  }),
  reply: Type.Array(Delivery),
  further: Type.Object({ cursor: Type.String({ description: 'Empty on the last page' }) }),
  errors: ['webhook.unknown', 'webhook.field_illegal'],
})

export const replayDelivery = operation({
  ...rules,
  id: 'webhooks.replay',
  method: 'POST',
  path: '/ringpost/webhooks/:webhook/deliveries/:delivery/replay',
  summary: 'Send something again now; answers with what came of it',
  reply: Delivery,
  errors: ['webhook.unknown', 'webhook.delivery_unknown'],
})

export const testWebhook = operation({
  ...rules,
  id: 'webhooks.test',
  method: 'POST',
  path: '/ringpost/webhooks/:webhook/test',
  summary: 'Send an example now, even if the webhook is not enabled; answers with what the receiver says',
  reply: Type.Object({
    delivered: Type.Boolean(),
    request: Type.String({ description: 'The body' }),
    answer_status: Type.Union([Type.Number({ description: 'Null: no answer' }), Type.Null()]),
    answer: Type.String({ description: 'Its first 1000 characters' }),
    fault: Type.Union([Type.String({ description: 'Why it is not delivered' }), Type.Null()]),
    ms: Type.Number({ description: 'Time that it took' }),
  }),
  errors: ['webhook.unknown'],
})
