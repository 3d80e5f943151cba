import { ApiError } from '@ringpost/contract/errors'
import { Overloaded, Turns } from '../../kernel/turns.ts'
import type { FileProof } from '../files/file-access.ts'
import type { FileDraft, Files } from '../files/files.ts'
import { ProviderFault } from '../providers/provider-fault.ts'
import type { App } from '../tenancy/app.ts'
import type { Pcm, Transcriber } from './transcriber.ts'

/** search-streams-translation.md §4. */
const BYTES = 10 * 1024 * 1024
const SECONDS = 60
/** Calls to the service at a time, and those that wait for one. */
const AT_ONCE = 8
const WAITING = 200
/** Endings of names, by the type of a file. */
const ENDINGS: Readonly<Record<string, string>> = {
  'audio/mpeg': 'mp3',
  'audio/amr': 'amr',
  'audio/mp4': 'm4a',
  'audio/ogg': 'ogg',
  'audio/webm': 'webm',
  'audio/wav': 'wav',
}

/** What a client says about a recording. */
export interface AudioClaims {
  format?: string | undefined
  sampleRate?: number | undefined
  bitsPerSample?: number | undefined
  channels?: number | undefined
}

/** Writes down what is said in recordings, with a service outside. Nothing of them is kept. */
export class Speech {
  readonly #transcriber: Transcriber | undefined
  readonly #files: Files
  readonly #onFault: (fault: unknown) => void
  readonly #turns = new Turns(AT_ONCE, WAITING)

  /**
   * @param transcriber undefined: there is no service.
   * @param onFault called with what the service does wrong.
   */
  constructor(transcriber: Transcriber | undefined, files: Files, onFault: (fault: unknown) => void) {
    this.#transcriber = transcriber
    this.#files = files
    this.#onFault = onFault
  }

  /** @throws ApiError `speech.closed`. */
  requireOpen(): Transcriber {
    if (this.#transcriber === undefined) throw new ApiError('speech.closed')
    return this.#transcriber
  }

  /**
   * The words of an uploaded file that whoever presents the proof may open.
   * @throws ApiError `speech.file_unknown`, and those of `transcribe`.
   */
  async transcribeFile(app: App, uuid: string, proof: FileProof, claims: AudioClaims): Promise<string> {
    this.requireOpen()
    const opened = await this.#files.open(app, uuid, 'file', proof).catch((error: unknown) => {
      throw error instanceof ApiError && error.code.startsWith('file.')
        ? new ApiError('speech.file_unknown')
        : error
    })
    if (opened.size > BYTES) throw new ApiError('speech.too_large')
    const { name, type } = opened.file
    const bytes = await this.#files.read(opened)
    return this.transcribe(await this.#files.receive(app, { name: name ?? undefined, type, bytes }), claims)
  }

  /**
   * The words of a recording, which is discarded.
   * @throws ApiError `speech.closed`, `speech.too_large`, `speech.too_long`, `speech.audio_invalid`, `speech.limit`, `speech.failed`.
   */
  async transcribe({ name, type, staged, discard }: FileDraft, claims: AudioClaims): Promise<string> {
    try {
      const transcriber = this.requireOpen()
      const { source, size } = staged
      if (size > BYTES) throw new ApiError('speech.too_large')
      const recording = { source, size, name: nameOf(name, type, claims), pcm: pcmOf(claims, size) }
      return await this.#turns.take(() => transcriber.transcribe(recording))
    } catch (error) {
      if (error instanceof ApiError) throw error
      if (error instanceof Overloaded) throw new ApiError('speech.limit')
      this.#onFault(error)
      if (!(error instanceof ProviderFault)) throw error
      throw new ApiError(error.isBusy ? 'speech.limit' : 'speech.failed')
    } finally {
      await discard()
    }
  }
}

function nameOf(name: string | null, type: string, { format }: AudioClaims): string {
  const ending =
    ENDINGS[type] ?? format?.toLowerCase() ?? /\.([a-z0-9]{1,5})$/i.exec(name ?? '')?.[1] ?? 'mp3'
  return `voice.${ending}`
}

/** @throws ApiError `speech.audio_invalid` for samples of an unknown kind, `speech.too_long`. */
function pcmOf({ format, ...claims }: AudioClaims, size: number): Pcm | undefined {
  if (format?.toLowerCase() !== 'pcm') return undefined
  const { sampleRate = 0, bitsPerSample = 0, channels = 0 } = claims
  const isKnown = sampleRate > 0 && sampleRate <= 192_000 && channels > 0 && channels <= 8
  if (!isKnown || ![8, 16, 24, 32].includes(bitsPerSample)) throw new ApiError('speech.audio_invalid')
  if (size / (sampleRate * channels * (bitsPerSample / 8)) > SECONDS) throw new ApiError('speech.too_long')
  return { sampleRate, bitsPerSample, channels }
}
