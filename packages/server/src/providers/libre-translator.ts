import { Type } from 'typebox'
import { Compile } from 'typebox/compile'
import { ProviderFault } from '../domain/providers/provider-fault.ts'
import type { Detected, Translated, Translator } from '../domain/translation/translator.ts'
import type { Service } from './service.ts'

const Guess = Type.Object({ language: Type.String(), confidence: Type.Number() })
const languagesAnswer = Compile(Type.Array(Type.Object({ code: Type.String() })))
const translateAnswer = Compile(
  Type.Object({ translatedText: Type.String(), detectedLanguage: Type.Optional(Guess) }),
)
const detectAnswer = Compile(Type.Array(Guess))

/** A server of LibreTranslate, or one with its interface (docs.libretranslate.com/api). */
export class LibreTranslator implements Translator {
  readonly #service: Service
  readonly #key: object

  /** @param key of an account; undefined: the server wants none. */
  constructor(service: Service, key: string | undefined) {
    this.#service = service
    this.#key = key === undefined ? {} : { api_key: key }
  }

  async languages(): Promise<string[]> {
    const answer = await this.#service.get('/languages')
    if (!languagesAnswer.Check(answer)) throw unreadable()
    return answer.map(({ code }) => code)
  }

  async translate(text: string, from: string | undefined, to: string): Promise<Translated> {
    const request = { q: text, source: from ?? 'auto', target: to, format: 'text', ...this.#key }
    const answer = await this.#service.post('/translate', request)
    if (!translateAnswer.Check(answer)) throw unreadable()
    const { translatedText, detectedLanguage } = answer
    return { text: translatedText, detected: detectedLanguage && detectedOf(detectedLanguage) }
  }

  async detect(text: string): Promise<Detected> {
    const answer = await this.#service.post('/detect', { q: text, ...this.#key })
    if (!detectAnswer.Check(answer) || answer.length === 0) throw unreadable()
    return detectedOf(answer[0]!)
  }
}

/** @param guess with a confidence from 0 to 100. */
function detectedOf({ language, confidence }: { language: string; confidence: number }): Detected {
  return { language, score: confidence / 100 }
}

function unreadable(): ProviderFault {
  return new ProviderFault('the service answered something else than LibreTranslate does')
}
