import { ApiError, speech as operations } from '@ringpost/contract'
import type { Files } from '../../domain/files/files.ts'
import type { Speech } from '../../domain/speech/speech.ts'
import type { Tokens } from '../../domain/tokens/tokens.ts'
import { receiveFile } from '../receive-file.ts'
import { type Binding, bind } from '../request-context.ts'

/** Text of what is said (search-streams-translation.md §4). */
export function speechRoutes({
  speech,
  files,
  tokens,
}: {
  speech: Speech
  files: Files
  tokens: Tokens
}): Binding[] {
  return [
    bind(operations.transcribeMessage, async ({ app, token, body: { data } }) => {
      const proof = {
        secret: undefined,
        verifyToken: token === undefined ? undefined : () => tokens.verify(app, token),
      }
      return { reply: { text: await speech.transcribeFile(app, data.fileId, proof, data.audio ?? {}) } }
    }),

    bind(operations.recognizeSpeech, async ({ app, stream }) => {
      speech.requireOpen()
      const { draft, fields } = await receiveFile(files, app, stream).catch((error: unknown) => {
        const code = error instanceof ApiError ? error.code : undefined
        if (code === 'file.missing') throw new ApiError('speech.file_missing')
        throw code === 'file.too_large' ? new ApiError('speech.too_large') : error
      })
      const number = (name: string) => Number(fields.get(`audio.${name}`) ?? 0)
      const claims = {
        format: fields.get('audio.format'),
        sampleRate: number('sampleRate'),
        bitsPerSample: number('bitsPerSample'),
        channels: number('channels'),
      }
      return { reply: { text: await speech.transcribe(draft, claims) } }
    }),
  ]
}
