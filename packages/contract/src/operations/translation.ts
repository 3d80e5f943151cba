import { Type } from 'typebox'
import { faults } from '../fault.ts'
import { operation } from '../operation.ts'

const rate = { calls: 100, seconds: 1 }

const text = Type.String(faults({ required: 'translation.text_missing', else: 'translation.text_missing' }))
const Language = Type.Object(
  {
    code: Type.String(),
    name: Type.String({ description: 'In English' }),
    nativeName: Type.String(),
  },
  { title: 'Language' },
)
const Detected = Type.Object(
  { language: Type.String(), score: Type.Number({ description: '0 to 1' }) },
  { title: 'DetectedLanguage' },
)
/** Kits read `data[0].translations[0].text`: their transport puts a bare array there (search-streams-translation.md §3.1). */
const Translated = Type.Array(
  Type.Object({
    translations: Type.Array(Type.Object({ text: Type.String(), to: Type.String() })),
    detectedLanguage: Type.Optional(Detected),
  }),
)
const service = ['translation.closed', 'translation.limit', 'translation.failed'] as const
const userService = ['translation.user_closed', 'translation.user_limit', 'translation.user_failed'] as const

export const translate = operation({
  id: 'translation.translate',
  method: 'POST',
  path: '/translate',
  auth: 'app',
  generation: 'G3',
  summary: 'Translate a text into languages (a bare array)',
  source: 'rest-groups-rooms.md §8.1; rest-messages-users.md R14',
  body: Type.Object({
    text,
    to: Type.Array(
      Type.String(),
      faults({ required: 'translation.target_illegal', else: 'translation.target_illegal' }),
    ),
    from: Type.Optional(Type.Union([Type.String(), Type.Null()])),
  }),
  reply: Translated,
  replyIn: 'bare',
  errors: ['translation.text_missing', 'translation.target_illegal', 'translation.too_long', ...service],
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
  reply: Type.Array(Language),
  replyIn: 'bare',
  errors: service,
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
  body: Type.Object({ text }),
  reply: Type.Object({
    language: Type.String(),
    score: Type.Number({ description: '0 to 1' }),
    isTranslationSupported: Type.Boolean(),
  }),
  replyIn: 'bare',
  errors: ['translation.text_missing', 'translation.too_long', ...service],
  rate,
})

export const translateForUser = operation({
  id: 'translation.translateForUser',
  method: 'POST',
  path: '/users/:username/translate',
  auth: 'self',
  generation: 'client',
  summary: 'Translate a text into languages (a bare array)',
  source: 'sdk-rest-calls.md X2; search-streams-translation.md §3.1',
  body: Type.Object({
    text,
    to: Type.Array(
      Type.String(),
      faults({ required: 'translation.user_target_illegal', else: 'translation.user_target_illegal' }),
    ),
  }),
  reply: Translated,
  replyIn: 'bare',
  errors: [
    'translation.text_missing',
    'translation.user_target_illegal',
    'translation.user_too_long',
    ...userService,
  ],
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
  reply: Type.Array(Language),
  errors: userService,
  rate,
})
