import type { AreaWords } from './area-words.ts'

export const translation: AreaWords = {
  acts: {
    translate: 'Needs a translation service, which the operator of the server sets.',
    translateForUser: 'Needs a translation service, which the operator of the server sets.',
  },
  results: {
    translate: 'A list of the one text',
    translateForUser: 'A list of the one text',
    languages: 'The languages',
    languagesForUser: 'The languages',
  },
  asked: {
    text: 'The text, at most 10000 characters',
    to: 'Codes of the languages to translate into',
    from: 'Code of the language of the text; detected if absent',
  },
  answered: {
    language: 'Code of the language',
    isTranslationSupported: 'Whether the service can translate it',
    translations: 'One for each language of the request',
    detectedLanguage: 'Language of the text, if it was detected',
    'translations.text': 'The translation',
    'translations.to': 'Code of the language',
  },
}
