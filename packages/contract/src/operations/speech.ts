import { operation } from '../operation.ts'

/** The only calls with a prefix of their own before org and app (sdk-rest-calls.md §7 row 5). */
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
