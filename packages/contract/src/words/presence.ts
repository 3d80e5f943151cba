import type { AreaWords } from './area-words.ts'

export const presence: AreaWords = {
  acts: {
    publish: 'Subscribers are notified. The status of a device that goes offline is `0` by itself.',
    subscribe: 'Subscribing again sets a new end.',
    groupOnline: 'Needs the setting that opens presence.',
  },
  asked: {
    usernames: 'User ids, at most 100',
    users: 'User ids, at most 100',
  },
  answered: {
    'publish: result': '`ok`: done',
    'unsubscribe: result': '`ok`: done',
    'subscribe: result': 'The presence of each user',
    'get: result': 'The presence of each user',
    'subscriptions: result': 'The subscriptions',
    'groupOnline: result': 'Number of members who are online',
    totalnum: 'Number of subscriptions on all pages',
    sublist: 'The subscriptions of the page',
    uid: 'User id',
  },
}
