import type { Logger } from 'pino'
import type { Files } from '../domain/files/files.ts'
import { Speech } from '../domain/speech/speech.ts'
import { OpenaiTranscriber } from '../providers/openai-transcriber.ts'
import { Service } from '../providers/service.ts'
import type { Config } from './config.ts'
import { faultReport } from './fault-report.ts'

/** ms that a minute of speech may take. */
const PATIENCE_MS = 60_000

export function openSpeech(
  { speechUrl: url, speechKey, speechModel }: Config,
  files: Files,
  log: Logger,
): Speech {
  const transcriber =
    url === undefined
      ? undefined
      : new OpenaiTranscriber(new Service({ url, bearer: speechKey, patienceMs: PATIENCE_MS }), speechModel)
  return new Speech(transcriber, files, faultReport(log, 'speech was not converted to text'))
}
