import { operation } from '../operation.ts'

const rate = { calls: 100, seconds: 1 }

export const translate = operation({
  id: 'translation.translate',
  method: 'POST',
  path: '/translate',
  auth: 'app',
  generation: 'G3',
  summary: 'Translate a text into languages (a bare array)',
  source: 'rest-groups-rooms.md §8.1; rest-messages-users.md R14',
  replyIn: 'bare',
  rate,
})

export const translationLanguages = operation({
  id: 'translation.languages',
  method: 'GET',
  path: '/translate/support/language',
  auth: 'app',
  generation: 'G3',
  summary: 'Languages to translate into (a bare array)',
  source: 'rest-groups-rooms.md §8.1; rest-messages-users.md R15',
  replyIn: 'bare',
  rate,
})

export const detectLanguage = operation({
  id: 'translation.detect',
  method: 'POST',
  path: '/translate/detect',
  auth: 'app',
  generation: 'G3',
  summary: 'Detect the language of a text',
  source: 'rest-groups-rooms.md §8.1; rest-messages-users.md R16',
  replyIn: 'bare',
  rate,
})

export const translateForUser = operation({
  id: 'translation.translateForUser',
  method: 'POST',
  path: '/users/:username/translate',
  auth: 'self',
  generation: 'client',
  summary: 'Translate a text into languages',
  source: 'sdk-rest-calls.md X2',
  rate,
})

export const languagesForUser = operation({
  id: 'translation.languagesForUser',
  method: 'GET',
  path: '/users/:username/translate/support/language',
  auth: 'self',
  generation: 'client',
  summary: 'Languages to translate into',
  source: 'sdk-rest-calls.md X1',
  rate,
})
