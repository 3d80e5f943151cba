import type { AreaWords } from './area-words.ts'

export const history: AreaWords = {
  acts: {
    roam: 'SDKs load the history of a conversation with it. Messages that the user deleted are left out.',
    deleteMessages: 'Others still see the messages.',
    deleteUntil: 'Others still see the messages.',
    deleteAll: 'Others still see the messages.',
    file: 'A file is complete some minutes after its hour has ended (a setting of the app).',
  },
  results: {
    file: 'A list of the one link',
    query: 'The messages of the page',
    purge: 'The messages as they were',
  },
  asked: {
    is_positive: '`true`: oldest first; default `false`, newest first',
    startTime: 'Only messages from this time on, in ms since 1970',
    endTime: 'Only messages up to this time, in ms since 1970',
    end: 'Sent by SDKs; without effect',
    Expires: 'End of the link, in s since 1970',
    OSSAccessKeyId: 'Name of the key that signed the link',
    Signature: 'Signature of the link',
    ql: 'Query in the language of 2014; all messages if absent',
    'purge: ql': 'Query in the language of 2014',
    limit: 'Size of a page, 1 to 1000, default 10',
  },
  answered: {
    msgs: 'The messages of the page',
    next_key: 'Where the next page begins: `start` of the next request; empty if there is none',
    is_last: 'Whether this is the last page',
    url: 'The link',
    timestamp: 'Time of the reply, in ms since 1970',
  },
}
