import { readFile } from 'node:fs/promises'
import { createSecureContext, type SecureContext } from 'node:tls'
import { clearInterval, setInterval } from '../kernel/machine-time.ts'

/** How often the files are looked at: more often than anything renews them, and cheap. */
const CHECK_MS = 10_000

interface Files {
  /** PEM, with the chain. */
  cert: string
  /** PEM. */
  key: string
}

/**
 * A certificate and its key, as they stand in two files. What renews them writes them one after the other: while the two do not
 * belong together, or are broken, those from before go on being used.
 */
export class Certificate {
  #context: SecureContext
  #seen: Buffer
  readonly #timer: NodeJS.Timeout

  /**
   * @param onFault told once of every content that cannot be used.
   * @param checkMs how often the files are looked at.
   * @throws Error when they cannot be used now.
   */
  static async open(
    files: Files,
    onFault: (error: unknown) => void,
    checkMs = CHECK_MS,
  ): Promise<Certificate> {
    const { bytes, context } = await read(files)
    return new Certificate({ bytes, context: context() }, files, onFault, checkMs)
  }

  private constructor(
    { bytes, context }: { bytes: Buffer; context: SecureContext },
    files: Files,
    onFault: (error: unknown) => void,
    checkMs: number,
  ) {
    this.#seen = bytes
    this.#context = context
    this.#timer = setInterval(() => void this.#check(files, onFault), checkMs).unref()
  }

  /** For connections that begin now. */
  get context(): SecureContext {
    return this.#context
  }

  close(): void {
    clearInterval(this.#timer)
  }

  async #check(files: Files, onFault: (error: unknown) => void): Promise<void> {
    try {
      const { bytes, context } = await read(files)
      if (bytes.equals(this.#seen)) return
      this.#seen = bytes
      this.#context = context()
    } catch (error) {
      onFault(error)
    }
  }
}

async function read(files: Files): Promise<{ bytes: Buffer; context: () => SecureContext }> {
  const [cert, key] = await Promise.all([readFile(files.cert), readFile(files.key)])
  return { bytes: Buffer.concat([cert, key]), context: () => createSecureContext({ cert, key }) }
}
