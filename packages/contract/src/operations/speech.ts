import { Type } from 'typebox'
import { faults } from '../fault.ts'
import { operation } from '../operation.ts'

/** The only calls with a prefix of their own before org and app (sdk-rest-calls.md §7 row 5). */
const speech = {
  method: 'POST',
  scope: 'root',
  auth: 'user',
  generation: 'client',
  reply: Type.Object({ text: Type.String() }),
} as const
const errors = [
  'speech.closed',
  'speech.limit',
  'speech.too_large',
  'speech.audio_invalid',
  'speech.too_long',
  'speech.failed',
] as const

export const transcribeMessage = operation({
  ...speech,
  id: 'speech.transcribe',
  path: '/api/sdk/v1/:org/:app/speech/transcriptions',
  summary: 'Text of a stored voice message',
  source: 'sdk-rest-calls.md X7; search-streams-translation.md §4',
  body: Type.Object({
    data: Type.Object(
      {
        fileId: Type.String({ description: 'Last segment of the URL of the message' }),
        username: Type.Optional(Type.String()),
        audio: Type.Optional(
          Type.Object({
            format: Type.Optional(Type.String({ description: '`pcm` needs the other fields' })),
            sampleRate: Type.Optional(Type.Number()),
            bitsPerSample: Type.Optional(Type.Number()),
            channels: Type.Optional(Type.Number()),
          }),
        ),
      },
      faults({ required: 'speech.file_unknown', else: 'speech.audio_invalid' }),
    ),
  }),
  errors: ['speech.file_unknown', ...errors],
})

export const recognizeSpeech = operation({
  ...speech,
  id: 'speech.recognize',
  path: '/api/sdk/v1/:org/:app/speech/recognitions',
  summary: 'Text of an audio file (multipart: `file`, and `audio.format` and the like for `pcm`)',
  source: 'sdk-rest-calls.md X8; search-streams-translation.md §4',
  streams: 'in',
  form: Type.Object({
    file: Type.String({ format: 'binary' }),
    'audio.format': Type.Optional(Type.String()),
    'audio.sampleRate': Type.Optional(Type.String()),
    'audio.bitsPerSample': Type.Optional(Type.String()),
    'audio.channels': Type.Optional(Type.String()),
  }),
  errors: ['speech.file_missing', ...errors],
})
