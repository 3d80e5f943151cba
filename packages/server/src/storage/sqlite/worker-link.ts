import { Worker } from 'node:worker_threads'
import { StorageError } from '../storage-error.ts'
import type { Command, Reply, WorkerStart } from './messages.ts'
import { errorOf } from './reply-error.ts'

interface Pending {
  resolve(value: unknown): void
  reject(error: Error): void
}

/** The event loop's end of a worker thread: commands are sent at once, and each resolves when its reply arrives. */
export class WorkerLink {
  readonly #worker: Worker
  readonly #pending = new Map<number, Pending>()
  readonly #exited: Promise<void>
  readonly #onDeath: (error: StorageError) => void
  #nextId = 0
  #opened: unknown
  #gone: StorageError | undefined

  /** Resolves when the connection is open. `onDeath` is called if the thread ends unasked. */
  static async open(start: WorkerStart, onDeath: (error: StorageError) => void): Promise<WorkerLink> {
    const link = new WorkerLink(start, onDeath)
    const opened = new Promise((resolve, reject) => link.#pending.set(0, { resolve, reject }))
    link.#opened = await opened.catch(async (error: StorageError) => {
      link.#gone = error
      await link.#exited
      throw error
    })
    return link
  }

  /** The worker's answer to its start. */
  get opened(): unknown {
    return this.#opened
  }

  private constructor(start: WorkerStart, onDeath: (error: StorageError) => void) {
    this.#onDeath = onDeath
    this.#worker = new Worker(new URL('./worker.ts', import.meta.url), {
      workerData: start,
      name: `sqlite ${start.role}`,
    })
    this.#worker.on('message', (reply: Reply) => this.#settle(reply))
    this.#worker.on('error', (error: Error) =>
      this.#die(
        new StorageError(
          'unavailable',
          'UNAVAILABLE',
          `the storage's ${start.role} has failed: ${error.message}`,
        ),
      ),
    )
    this.#exited = new Promise((resolve) =>
      this.#worker.on('exit', () => {
        this.#die(new StorageError('unavailable', 'UNAVAILABLE', `the storage's ${start.role} has ended`))
        resolve()
      }),
    )
  }

  /**
   * @throws StorageError of the engine, or `unavailable` if the thread is gone; ApiError `server.storage_full`;
   *   Refused.
   */
  call<T>(command: Command, transfer: readonly ArrayBuffer[] = []): Promise<T> {
    if (this.#gone !== undefined) return Promise.reject(this.#gone)
    const id = ++this.#nextId
    return new Promise<T>((resolve, reject) => {
      this.#pending.set(id, { resolve: resolve as Pending['resolve'], reject })
      this.#worker.postMessage({ ...command, id }, transfer as ArrayBuffer[])
    })
  }

  /** Completes what was sent before, closes the connection and ends the thread. No-op if the thread has died. */
  async close(): Promise<void> {
    if (this.#gone === undefined) {
      const closed = this.call({ act: 'close' })
      this.#gone = new StorageError('unavailable', 'UNAVAILABLE', 'the storage is closed')
      await closed.catch(async (error: unknown) => {
        await this.kill()
        throw error
      })
    }
    await this.#exited
  }

  /** Ends the thread at once. */
  async kill(): Promise<void> {
    await this.#worker.terminate()
  }

  #settle(reply: Reply): void {
    const pending = this.#pending.get(reply.id)
    this.#pending.delete(reply.id)
    if ('value' in reply) pending?.resolve(reply.value)
    else pending?.reject(errorOf(reply))
  }

  #die(error: StorageError): void {
    if (this.#gone === undefined) {
      this.#gone = error
      this.#onDeath(error)
    }
    for (const pending of this.#pending.values()) pending.reject(error)
    this.#pending.clear()
  }
}
