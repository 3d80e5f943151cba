import type { Logger } from 'pino'
import { Translations } from '../domain/translation/translations.ts'
import type { Translator } from '../domain/translation/translator.ts'
import { LibreTranslator } from '../providers/libre-translator.ts'
import { OpenaiTranslator } from '../providers/openai-translator.ts'
import { Service } from '../providers/service.ts'
import type { Config } from './config.ts'
import { faultReport } from './fault-report.ts'

/** ms that a translation may take: models think for some seconds. */
const PATIENCE_MS = 15_000

export function openTranslations(config: Config, log: Logger): Translations {
  return new Translations(translatorOf(config), faultReport(log, 'a text was not translated'))
}

function translatorOf(config: Config): Translator | undefined {
  const { translationUrl: url, translationKey: key, translationApi, translationModel } = config
  if (url === undefined) return undefined
  if (translationApi === 'openai')
    return new OpenaiTranslator(new Service({ url, bearer: key, patienceMs: PATIENCE_MS }), translationModel)
  return new LibreTranslator(new Service({ url, patienceMs: PATIENCE_MS }), key)
}
