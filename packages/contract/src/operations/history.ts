import { operation } from '../operation.ts'

const rate = { calls: 100, seconds: 1 }

export const roamHistory = operation({
  id: 'history.roam',
  method: 'POST',
  path: '/users/:username/messageroaming',
  auth: 'self',
  generation: 'client',
  summary: 'A page of a conversation, as base64 MSYNC metas',
  source: 'sdk-rest-calls.md V11, V12; msync.md §13',
  rate,
})

/** Reply of the history deletions: neither envelope nor data (rest-messages-users.md §1.2). */
const deletion = {
  auth: 'self',
  tokenWording: 'expired',
  generation: 'G3',
  replyIn: 'bare',
  rate,
} as const

export const deleteHistoryMessages = operation({
  ...deletion,
  id: 'history.deleteMessages',
  method: 'DELETE',
  path: '/rest/message/roaming/:kind/user/:username',
  alsoPaths: ['/sdk/message/roaming/:kind/user/:username'],
  summary: 'Hide messages from the history of one side; kind is chat, or group (groups and rooms)',
  source: 'rest-messages-users.md R8, R9; sdk-rest-calls.md V13',
})

export const deleteHistoryUntil = operation({
  ...deletion,
  id: 'history.deleteUntil',
  method: 'DELETE',
  alsoMethods: ['POST'],
  path: '/rest/message/roaming/:kind/user/:username/time',
  alsoPaths: ['/sdk/message/roaming/:kind/user/:username/time'],
  summary: 'Hide everything up to a time from the history of one side',
  source: 'rest-messages-users.md R11, R12, §17; sdk-rest-calls.md V14',
})

export const deleteAllHistory = operation({
  ...deletion,
  id: 'history.deleteAll',
  method: 'POST',
  path: '/rest/message/roaming/user/:username/delete/all',
  alsoPaths: ['/sdk/message/roaming/user/:username/delete/all'],
  summary: 'Empty the history and the conversation list of one user',
  source: 'rest-messages-users.md R10; sdk-rest-calls.md V15',
})

export const historyFile = operation({
  id: 'history.file',
  method: 'GET',
  path: '/chatmessages/:time',
  auth: 'app',
  tokenWording: 'expired',
  generation: 'G2',
  summary: 'Link to the file with all messages of an hour (yyyyMMddHH)',
  source: 'seed 003 "获取历史消息文件"; rest-messages-users.md §9',
  rate: { calls: 10, seconds: 60 },
})

export const queryHistory = operation({
  id: 'history.query',
  method: 'GET',
  path: '/chatmessages',
  auth: 'app',
  tokenWording: 'expired',
  generation: 'G1',
  summary: 'Messages of the app after a time (2014 form: ql, limit, cursor)',
  source: 'rest-messages-users.md §9 "2014 form"; client-quirks.md §5',
  replyIn: 'entities',
  envelope: { params: 'echo' },
  rate: { calls: 10, seconds: 60 },
})
