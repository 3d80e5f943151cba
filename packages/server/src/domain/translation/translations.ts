import { createHash } from 'node:crypto'
import { ApiError } from '@ringpost/contract/errors'
import { characterCount } from '../../kernel/character-count.ts'
import { machineTime } from '../../kernel/machine-time.ts'
import { ReadThrough } from '../../kernel/read-through.ts'
import { Overloaded, Turns } from '../../kernel/turns.ts'
import { ProviderFault } from '../providers/provider-fault.ts'
import { languageAmong, languageNames } from './language.ts'
import type { Detected, Translated, Translator } from './translator.ts'

/** Characters times target languages of one call (search-streams-translation.md §3.1). */
const CHARACTERS = 10_000
/** Bytes of translations kept, at two for each character, and what each takes besides its text. */
const KEPT_BYTES = 16 * 1024 * 1024
const ENTRY_BYTES = 300
/** Calls to the service at a time, and those that wait for one. */
const AT_ONCE = 16
const WAITING = 1000
/** ms that the list of languages is used. */
const LANGUAGES_MS = 3600_000

export interface Language {
  code: string
  /** In English. */
  name: string
  /** In the language itself. */
  nativeName: string
}

export interface TranslationResult {
  /** In the order of the targets, which are named as the caller named them. */
  translations: { text: string; to: string }[]
  detected: Detected | undefined
}

/**
 * Translates texts with a service outside. It is asked once for a text and a language while the answer is remembered, and
 * by a limited number of calls at a time.
 */
export class Translations {
  readonly #translator: Translator | undefined
  readonly #onFault: (fault: unknown) => void
  readonly #known = new ReadThrough<Translated>(
    KEPT_BYTES,
    () => true,
    ({ text }) => ENTRY_BYTES + 2 * text.length,
  )
  readonly #turns = new Turns(AT_ONCE, WAITING)
  #languages: { codes: Promise<readonly string[]>; until: number } | undefined

  /**
   * @param translator undefined: there is no service.
   * @param onFault called with what the service does wrong.
   */
  constructor(translator: Translator | undefined, onFault: (fault: unknown) => void) {
    this.#translator = translator
    this.#onFault = onFault
  }

  /**
   * Translates a text into each of the targets.
   * @param from code of its language; undefined: to be detected.
   * @throws ApiError `translation.text_missing`, `translation.target_illegal`, `translation.too_long`, and those of `languages`.
   */
  async translate(
    text: string,
    from: string | undefined,
    targets: readonly string[],
  ): Promise<TranslationResult> {
    const translator = this.#open()
    if (text === '') throw new ApiError('translation.text_missing')
    if (targets.length === 0) throw new ApiError('translation.target_illegal')
    if (characterCount(text) * targets.length > CHARACTERS) throw new ApiError('translation.too_long')
    const codes = await this.#codes(translator)
    // There are no more; and comparing languages is slow.
    if (targets.length > codes.length) throw new ApiError('translation.target_illegal')
    const wanted = targets.map((target) => languageAmong(codes, target))
    const source = from === undefined ? undefined : languageAmong(codes, from)
    if (!wanted.every((to) => to !== undefined)) throw new ApiError('translation.target_illegal')
    const results = await Promise.all(
      wanted.map((to) => {
        const key = createHash('sha256')
          .update(JSON.stringify([text, source, to]))
          .digest('base64')
        return this.#known.get(key, () => this.#ask(() => translator.translate(text, source, to)))
      }),
    )
    return {
      translations: results.map(({ text: translated }, i) => ({ text: translated, to: targets[i]! })),
      detected: results[0]!.detected,
    }
  }

  /** The languages to translate into. @throws ApiError `translation.closed`, `translation.limit`, `translation.failed`. */
  async languages(): Promise<Language[]> {
    const codes = await this.#codes(this.#open())
    return codes.map((code) => ({ code, ...languageNames(code) }))
  }

  /** @throws ApiError `translation.text_missing`, `translation.too_long`, and those of `languages`. */
  async detect(text: string): Promise<Detected & { isSupported: boolean }> {
    const translator = this.#open()
    if (text === '') throw new ApiError('translation.text_missing')
    if (characterCount(text) > CHARACTERS) throw new ApiError('translation.too_long')
    const [codes, detected] = await Promise.all([
      this.#codes(translator),
      this.#ask(() => translator.detect(text)),
    ])
    return { ...detected, isSupported: languageAmong(codes, detected.language) !== undefined }
  }

  #open(): Translator {
    if (this.#translator === undefined) throw new ApiError('translation.closed')
    return this.#translator
  }

  #codes(translator: Translator): Promise<readonly string[]> {
    if (this.#languages !== undefined && this.#languages.until > machineTime()) return this.#languages.codes
    const asked = { codes: this.#ask(() => translator.languages()), until: machineTime() + LANGUAGES_MS }
    this.#languages = asked
    asked.codes.catch(() => {
      if (this.#languages === asked) this.#languages = undefined
    })
    return asked.codes
  }

  async #ask<Answer>(question: () => Promise<Answer>): Promise<Answer> {
    try {
      return await this.#turns.take(question)
    } catch (error) {
      if (error instanceof Overloaded) throw new ApiError('translation.limit')
      this.#onFault(error)
      if (!(error instanceof ProviderFault)) throw error
      throw new ApiError(error.isBusy ? 'translation.limit' : 'translation.failed')
    }
  }
}
