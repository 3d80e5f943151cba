import type { ByteSource } from '../files/blob-store.ts'

/** Raw samples, which do not say themselves what they are. */
export interface Pcm {
  /** Per second and channel. */
  sampleRate: number
  bitsPerSample: number
  channels: number
}

/** A recording in a local file. */
export interface Recording {
  source: ByteSource
  /** Name whose ending tells the format. */
  name: string
  /** In bytes. */
  size: number
  /** Undefined: the file says what it is. */
  pcm: Pcm | undefined
}

/** A service that writes down what is said. */
export interface Transcriber {
  /** @throws ProviderFault */
  transcribe(recording: Recording): Promise<string>
}
