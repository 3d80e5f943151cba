import { operation } from '../operation.ts'

const rate = { calls: 100, seconds: 1 }

export const storedCallbacks = operation({
  id: 'webhooks.stored',
  method: 'GET',
  path: '/callbacks/storage/info',
  auth: 'app',
  generation: 'G3',
  summary: 'Undelivered callbacks, in buckets of ten minutes',
  source: 'rest-messages-users.md §11.5 C1',
  rate,
})

export const retryCallbacks = operation({
  id: 'webhooks.retry',
  method: 'POST',
  path: '/callbacks/storage/retry',
  alsoPaths: ['/callback/storage/retry'],
  auth: 'app',
  generation: 'G3',
  summary: 'Deliver the callbacks of a bucket again',
  source: 'rest-messages-users.md §11.5 C2',
  rate,
})
