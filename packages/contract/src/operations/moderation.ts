import { operation } from '../operation.ts'

const rate = { calls: 100, seconds: 1 }
/** Replies of the moderation service have an envelope of their own (rest-messages-users.md §1.2). */
const app = { auth: 'app', generation: 'G3', replyIn: 'bare', rate } as const

export const reportMessage = operation({
  id: 'moderation.report',
  method: 'POST',
  path: '/user/:username/moderation/report/message/:message',
  auth: 'self',
  generation: 'client',
  summary: 'Report a message',
  source: 'sdk-rest-calls.md X3',
  rate,
})

export const reportMessageInBody = operation({
  id: 'moderation.reportInBody',
  method: 'POST',
  path: '/user/:username/moderation/report/message',
  auth: 'self',
  generation: 'client',
  summary: 'Report a message that the body names and quotes',
  source: 'native.md §8.1',
  rate,
})

export const checkText = operation({
  ...app,
  id: 'moderation.checkText',
  method: 'POST',
  path: '/moderation/txt/check',
  summary: 'Check a text against the rules of the app',
  source: 'rest-messages-users.md §12 K1',
})

export const createWordList = operation({
  ...app,
  id: 'moderation.createList',
  method: 'POST',
  path: '/moderation/text/list',
  summary: 'Create a word list',
  source: 'rest-messages-users.md §12 K2',
})

export const updateWordList = operation({
  ...app,
  id: 'moderation.updateList',
  method: 'PUT',
  path: '/moderation/text/list/:list',
  summary: 'Change a word list',
  source: 'rest-messages-users.md §12 K3',
})

export const deleteWordList = operation({
  ...app,
  id: 'moderation.deleteList',
  method: 'DELETE',
  path: '/moderation/text/list/:list',
  summary: 'Delete a word list',
  source: 'rest-messages-users.md §12 K4',
})

export const findWordLists = operation({
  ...app,
  id: 'moderation.findLists',
  method: 'POST',
  path: '/moderation/text/list/search',
  summary: 'Find word lists',
  source: 'rest-messages-users.md §12 K5',
})

export const addWords = operation({
  ...app,
  id: 'moderation.addWords',
  method: 'POST',
  path: '/moderation/text/list/:list/word/batch',
  summary: 'Add up to 100 words to a list',
  source: 'rest-messages-users.md §12 K6',
})

export const updateWord = operation({
  ...app,
  id: 'moderation.updateWord',
  method: 'PUT',
  path: '/moderation/text/list/:list/word',
  summary: 'Change a word of a list',
  source: 'rest-messages-users.md §12 K7',
})

export const findWords = operation({
  ...app,
  id: 'moderation.findWords',
  method: 'POST',
  path: '/moderation/text/list/:list/word',
  summary: 'Find words of a list',
  source: 'rest-messages-users.md §12 K8',
})

export const deleteWord = operation({
  ...app,
  id: 'moderation.deleteWord',
  method: 'DELETE',
  path: '/moderation/text/list/:list/word',
  summary: 'Delete a word of a list',
  source: 'rest-messages-users.md §12 K9',
})

export const deleteWords = operation({
  ...app,
  id: 'moderation.deleteWords',
  method: 'DELETE',
  path: '/moderation/text/list/:list/word/batch',
  summary: 'Delete words of a list',
  source: 'rest-messages-users.md §12 K10',
})

export const exportModeration = operation({
  ...app,
  id: 'moderation.export',
  method: 'POST',
  path: '/moderation/record/message/export',
  summary: 'Start the export of moderation records',
  source: 'rest-messages-users.md §12 K11',
})

export const moderationExports = operation({
  ...app,
  id: 'moderation.exports',
  method: 'GET',
  path: '/moderation/export/files',
  summary: 'Exports of moderation records',
  source: 'rest-messages-users.md §12 K12',
})

export const moderationFile = operation({
  ...app,
  id: 'moderation.exportFile',
  method: 'GET',
  path: '/moderationfiles/:file',
  summary: 'Bytes of an export of moderation records',
  source: 'rest-messages-users.md §12 K13',
})
