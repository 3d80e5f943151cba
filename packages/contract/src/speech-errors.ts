import type { ErrorFact } from './error-fact.ts'

const speech = (status: number, code: number, description: string): ErrorFact => ({
  status,
  error: 'speech',
  exception: 'SpeechException',
  description,
  code,
  isNested: true,
})

/** SDKs go by the code, and by the text of 4001001 (search-streams-translation.md §4). The other texts are ours. */
export const speechErrors = {
  'speech.closed': speech(403, 4031001, 'speech service is not open'),
  'speech.limit': speech(403, 4031002, 'speech service has more to do than it can take'),
  'speech.file_unknown': speech(404, 4041001, 'file not found'),
  'speech.file_missing': speech(400, 4001001, 'file must be provided'),
  'speech.too_large': speech(400, 4001001, 'uploaded file exceeds the limit of 10 MB'),
  'speech.audio_invalid': speech(400, 4001002, 'the format of the audio is not known'),
  'speech.too_long': speech(400, 4001003, 'the audio is longer than 60 seconds'),
  'speech.failed': speech(502, 5021003, 'the speech was not converted to text'),
} as const satisfies Record<string, ErrorFact>
