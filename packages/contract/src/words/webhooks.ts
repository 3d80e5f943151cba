import type { AreaWords } from './area-words.ts'

export const webhooks: AreaWords = {
  acts: {
    create: 'What webhooks are told, and how to check the signature: docs/webhooks.md.',
    retry: 'Only what could not be delivered in the last 3 days is kept.',
    change: 'Events that wait are delivered as the webhook is now.',
  },
  results: {
    stored: 'The buckets',
    list: 'The webhooks',
    deliveries: 'The deliveries of the page',
  },
  answered: {
    'remove: result': '`ok`: done',
    delivered: 'Whether the receiver answered with a status of 200 to 299',
    answer_status: 'HTTP status of the answer',
    fault: 'Why it was not delivered',
  },
}
