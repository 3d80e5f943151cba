import { operation } from '../operation.ts'

/** The only calls with org and app behind a prefix of their own (sdk-rest-calls.md §7 row 5). */
const speech = {
  method: 'POST',
  scope: 'root',
  auth: 'user',
  generation: 'client',
} as const

export const transcribeMessage = operation({
  ...speech,
  id: 'speech.transcribe',
  path: '/api/sdk/v1/:org/:app/speech/transcriptions',
  summary: 'Text of a stored voice message',
  source: 'sdk-rest-calls.md X7',
})

export const recognizeSpeech = operation({
  ...speech,
  id: 'speech.recognize',
  path: '/api/sdk/v1/:org/:app/speech/recognitions',
  summary: 'Text of an audio file (multipart)',
  source: 'sdk-rest-calls.md X8',
})
