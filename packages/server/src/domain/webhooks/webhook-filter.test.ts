import assert from 'node:assert/strict'
import { test } from 'node:test'
import { Random } from '../../../../../test/harness/random.ts'
import { aWebhook } from '../../../../../test/webhooks/events/a-webhook.ts'
import type { Webhook, WebhookFilters } from './webhook.ts'
import type { WebhookEvent } from './webhook-event.ts'
import { takes } from './webhook-filter.ts'

const message: WebhookEvent = {
  family: 'chat',
  order: 'p:alice|bob',
  chatType: 'chat',
  messageType: 'txt',
  source: 'sdk',
  from: 'alice',
  to: 'bob',
  group: null,
  extKeys: ['order', 'vip'],
  env: null,
  generation: null,
  callKey: '1',
  timestamp: 1,
  saysVersion: true,
  body: {},
}
const inGroup: WebhookEvent = { ...message, order: 'g:7', chatType: 'groupchat', to: '7', group: '7' }
const login: WebhookEvent = {
  ...message,
  family: 'userStatus',
  chatType: null,
  messageType: null,
  to: null,
  extKeys: [],
}

const rule = ({
  filters,
  ...words
}: Omit<Partial<Webhook>, 'filters'> & { filters?: Partial<WebhookFilters> } = {}) =>
  aWebhook({ ...words, filters: { ...aWebhook().filters, ...filters } })

test('a rule without lists takes everything; each list that is not empty must match', () => {
  for (const event of [message, inGroup, login]) assert.equal(takes(rule(), event), true)
  const no: Parameters<typeof rule>[0][] = [
    { events: ['recall'] },
    { chatTypes: ['groupchat', 'chatroom'] },
    { messageTypes: ['img'] },
    { sources: ['rest'] },
    { filters: { from: ['bob'] } },
    { filters: { to: ['alice'] } },
    { filters: { groups: ['7'] } },
    { filters: { extKeys: ['other'] } },
    { filters: { envs: ['test'] } },
    { filters: { from: ['alice'], to: ['carol'] } },
  ]
  for (const words of no) assert.equal(takes(rule(words), message), false, JSON.stringify(words))
  const yes: Parameters<typeof rule>[0][] = [
    { events: ['recall', 'chat'] },
    { chatTypes: ['chat'], messageTypes: ['img', 'txt'], sources: ['sdk'] },
    { filters: { from: ['alice'], to: ['bob'], extKeys: ['vip', 'x'] } },
  ]
  for (const words of yes) assert.equal(takes(rule(words), message), true, JSON.stringify(words))
})

test('receivers are users only between users; senders, receivers and groups together match nothing', () => {
  assert.equal(takes(rule({ filters: { to: ['7'] } }), inGroup), false)
  assert.equal(takes(rule({ filters: { groups: ['7'], from: ['alice'] } }), inGroup), true)
  const all = rule({ filters: { from: ['alice'], to: ['bob', '7'], groups: ['7'] } })
  for (const event of [message, inGroup]) assert.equal(takes(all, event), false)
})

test('what is about no message is not limited by types of messages, and filters by what it does not name exclude it', () => {
  assert.equal(takes(rule({ chatTypes: ['chatroom'], messageTypes: ['img'] }), login), true)
  assert.equal(takes(rule({ filters: { envs: ['test'] } }), login), true)
  assert.equal(takes(rule({ filters: { groups: ['7'] } }), login), false)
})

test('messages go along their route, or to rules without routes', () => {
  const routed = { ...message, env: 'test' }
  assert.equal(takes(rule(), routed), false)
  assert.equal(takes(rule({ filters: { envs: ['test'] } }), routed), true)
  assert.equal(takes(rule({ filters: { envs: ['live'] } }), routed), false)
})

test('a rule takes one generation of events, and reactions and threads with the messages that they are about', () => {
  const created: WebhookEvent = { ...login, family: 'group', generation: 'old' }
  assert.equal(takes(rule(), created), false)
  assert.equal(takes(rule({ groupEvents: 'old' }), created), true)
  for (const family of ['reaction', 'thread'] as const) {
    assert.equal(takes(rule({ events: ['chat'] }), { ...message, family }), true)
    assert.equal(takes(rule({ events: ['chat'], messageTypes: ['img'] }), { ...message, family }), false)
    assert.equal(takes(rule({ events: ['recall'] }), { ...message, family }), false)
  }
})

test('adding to a list that is not empty never takes less, and to one that is empty never more', () => {
  const random = new Random(7)
  const some = <Value>(values: readonly Value[]) => values.filter(() => random.below(3) === 0)
  const lists = {
    events: ['chat', 'recall', 'userStatus', 'reaction'],
    chatTypes: ['chat', 'groupchat', 'chatroom'],
    messageTypes: ['txt', 'img'],
    sources: ['sdk', 'rest'],
  } as const
  const names = {
    from: ['alice', 'bob'],
    to: ['bob', '7'],
    groups: ['7', '8'],
    extKeys: ['vip', 'x'],
  } as const
  for (let round = 0; round < 3000; round++) {
    const filters = { ...aWebhook().filters }
    for (const [name, values] of Object.entries(names)) Object.assign(filters, { [name]: some(values) })
    const words: Partial<Webhook> = { filters }
    for (const [name, values] of Object.entries(lists)) Object.assign(words, { [name]: some<string>(values) })
    const before = aWebhook(words)
    const list = random.of(Object.keys(lists) as (keyof typeof lists)[])
    const more = [...before[list], random.of<string>(lists[list])]
    const after = { ...before, [list]: more } as Webhook
    for (const event of [message, inGroup, login]) {
      if (before[list].length === 0) assert.ok(takes(before, event) || !takes(after, event))
      else assert.ok(!takes(before, event) || takes(after, event))
    }
  }
})
