import { ApiError, type ErrorCode, translation as operations } from '@ringpost/contract'
import type { TranslationResult, Translations } from '../../domain/translation/translations.ts'
import { type Binding, bind } from '../request-context.ts'

/** Translation, for servers and for clients (search-streams-translation.md §3). */
export function translationRoutes({ translations }: { translations: Translations }): Binding[] {
  return [
    bind(operations.translate, async ({ body: { text, from, to } }) => ({
      reply: [resultJson(await translations.translate(text, from ?? undefined, to))],
    })),

    bind(operations.translationLanguages, async () => ({ reply: await translations.languages() })),

    bind(operations.detectLanguage, async ({ body: { text } }) => {
      const { language, score, isSupported } = await translations.detect(text)
      return { reply: { language, score, isTranslationSupported: isSupported } }
    }),

    bind(operations.translateForUser, async ({ body: { text, to } }) => ({
      reply: [resultJson(await forUser(() => translations.translate(text, undefined, to)))],
    })),

    bind(operations.languagesForUser, async () => ({ reply: await forUser(() => translations.languages()) })),
  ]
}

function resultJson({ translations, detected }: TranslationResult) {
  return { translations, ...(detected && { detectedLanguage: detected }) }
}

/** The errors that clients know by their texts. */
const ofUsers: Partial<Record<ErrorCode, ErrorCode>> = {
  'translation.target_illegal': 'translation.user_target_illegal',
  'translation.too_long': 'translation.user_too_long',
  'translation.limit': 'translation.user_limit',
  'translation.failed': 'translation.user_failed',
  'translation.closed': 'translation.user_closed',
}

async function forUser<Result>(work: () => Promise<Result>): Promise<Result> {
  try {
    return await work()
  } catch (error) {
    const code = error instanceof ApiError ? ofUsers[error.code] : undefined
    throw code === undefined ? error : new ApiError(code)
  }
}
