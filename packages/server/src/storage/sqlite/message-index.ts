import type { MessageIndex } from '../../domain/search/message-index.ts'
import type { IndexCommand } from './messages.ts'
import { TermIndex } from './term-index.ts'
import { WorkerLink } from './worker-link.ts'

/** Where the index is. */
interface IndexLink {
  call<T>(command: IndexCommand): Promise<T>
  close(): Promise<void>
}

/**
 * The index beside the database. It is opened when it is first needed; if it ends, all calls are refused, and the rest of the
 * server goes on.
 */
export class SqliteMessageIndex implements MessageIndex {
  readonly #open: () => Promise<IndexLink>
  #link: Promise<IndexLink> | undefined

  private constructor(open: () => Promise<IndexLink>) {
    this.#open = open
  }

  /**
   * In a file and a thread of its own, so writing it holds up no message.
   * @param file created if missing, and anew if it cannot be read.
   */
  static inFile(file: string, onUnavailable: (error: Error) => void): SqliteMessageIndex {
    return new SqliteMessageIndex(() => WorkerLink.open({ file, role: 'index' }, onUnavailable))
  }

  /** In memory and in this thread. */
  static inMemory(): SqliteMessageIndex {
    return new SqliteMessageIndex(async () => {
      const index = TermIndex.inMemory()
      return {
        call: async ({ method, args }) => Reflect.apply(index[method], index, args),
        close: async () => index.close(),
      }
    })
  }

  reach: MessageIndex['reach'] = () => this.#call('reach')
  moveReach: MessageIndex['moveReach'] = (from, to) => this.#call('moveReach', from, to)
  lowerReach: MessageIndex['lowerReach'] = (id) => this.#call('lowerReach', id)
  find: MessageIndex['find'] = (query, range) => this.#call('find', query, range)
  idsAfter: MessageIndex['idsAfter'] = (id, limit) => this.#call('idsAfter', id, limit)
  clear: MessageIndex['clear'] = () => this.#call('clear')

  known: MessageIndex['known'] = async (ids) => new Set(await this.#call<number[]>('known', ids))

  put: MessageIndex['put'] = async (messages, removed = []) => {
    if (messages.length + removed.length === 0) return
    // One text per message crosses threads far faster than its terms.
    const documents = messages.map(({ id, terms }) => [id, terms.join(' ')] as const)
    await this.#call('put', documents, removed)
  }

  async close(): Promise<void> {
    await (await this.#link?.catch(() => undefined))?.close()
  }

  async #call<T>(method: IndexCommand['method'], ...args: unknown[]): Promise<T> {
    this.#link ??= this.#open()
    return (await this.#link).call<T>({ act: 'index', method, args })
  }
}
