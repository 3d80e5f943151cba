import { openAsBlob } from 'node:fs'
import { Type } from 'typebox'
import { Compile } from 'typebox/compile'
import { ProviderFault } from '../domain/providers/provider-fault.ts'
import type { Pcm, Recording, Transcriber } from '../domain/speech/transcriber.ts'
import type { Service } from './service.ts'

const transcription = Compile(Type.Object({ text: Type.String() }))

/** A service with OpenAI's interface for speech to text (platform.openai.com/docs/api-reference/audio). */
export class OpenaiTranscriber implements Transcriber {
  readonly #service: Service
  readonly #model: string

  constructor(service: Service, model: string) {
    this.#service = service
    this.#model = model
  }

  async transcribe({ source, name, size, pcm }: Recording): Promise<string> {
    const bytes =
      typeof source === 'string' ? await openAsBlob(source) : new Blob([source as Uint8Array<ArrayBuffer>])
    const form = new FormData()
    form.append('model', this.#model)
    form.append('response_format', 'json')
    if (pcm === undefined) form.append('file', bytes, name)
    else form.append('file', new Blob([waveHeader(pcm, size), bytes]), 'voice.wav')
    const answer = await this.#service.postForm('/audio/transcriptions', form)
    if (!transcription.Check(answer))
      throw new ProviderFault('the service answered something else than a text')
    return answer.text
  }
}

/** The first 44 bytes of a WAV file, before its samples (RIFF, "fmt " chunk of 16 bytes, "data" chunk). */
function waveHeader({ sampleRate, bitsPerSample, channels }: Pcm, size: number): Buffer<ArrayBuffer> {
  const frame = (channels * bitsPerSample) / 8
  const header = Buffer.alloc(44)
  header.write('RIFF', 0)
  header.writeUInt32LE(36 + size, 4)
  header.write('WAVEfmt ', 8)
  header.writeUInt32LE(16, 16)
  header.writeUInt16LE(1, 20)
  header.writeUInt16LE(channels, 22)
  header.writeUInt32LE(sampleRate, 24)
  header.writeUInt32LE(sampleRate * frame, 28)
  header.writeUInt16LE(frame, 32)
  header.writeUInt16LE(bitsPerSample, 34)
  header.write('data', 36)
  header.writeUInt32LE(size, 40)
  return header
}
