import { ReadThrough } from '../../kernel/read-through.ts'
import type { Forgetful, SharedCaches } from '../cluster/shared-caches.ts'
import type { ContactStore } from './contact-store.ts'
import { BLOCKLIST_LIMIT, type PairChange } from './relation.ts'

const BLOCKLISTS = 100_000
const PAIRS = 100_000
const NAME = 'relations'

/** Most users block nobody, so they share one empty list. */
const nobody: ReadonlySet<string> = new Set()

/** Caches what every direct message checks: whether the receiver blocks the sender, and whether they are contacts. */
export class RelationCache implements Forgetful {
  readonly #store: ContactStore
  readonly #shared: SharedCaches
  readonly #blocklists: ReadThrough<ReadonlySet<string>>
  /** Keyed by the names in ascending order. */
  readonly #contacts: ReadThrough<boolean>

  constructor(store: ContactStore, shared: SharedCaches) {
    this.#store = store
    this.#shared = shared
    this.#blocklists = new ReadThrough(BLOCKLISTS, shared.areTrusted)
    this.#contacts = new ReadThrough(PAIRS, shared.areTrusted)
    shared.add(NAME, this)
  }

  /** Names that the user has blocked. */
  blocklist(app: number, user: string): ReadonlySet<string> | Promise<ReadonlySet<string>> {
    return this.#blocklists.get(`${app}/${user}`, async () => {
      const { contacts } = await this.#store.list(app, user, 'blocked', { limit: BLOCKLIST_LIMIT })
      return contacts.length === 0 ? nobody : new Set(contacts.map(({ name }) => name))
    })
  }

  areContacts(app: number, a: string, b: string): boolean | Promise<boolean> {
    return this.#contacts.get(pairKey(app, a, b), async () => {
      const pair = (await this.#store.between(app, a, [b])).get(b)
      return pair !== undefined && pair.mine.contact !== null
    })
  }

  /** Call it after changes are committed and before the next message is checked. Resolves when the other nodes know. */
  committed(app: number, changes: readonly PairChange[]): Promise<void> {
    for (const { user, peer, pair } of changes) {
      this.#contacts.set(pairKey(app, user, peer), pair.mine.contact !== null)
      this.#note(`${app}/${user}`, peer, pair.mine.blocked !== null)
      this.#note(`${app}/${peer}`, user, pair.theirs.blocked !== null)
    }
    const keys = changes.flatMap(({ user, peer }) => [
      pairKey(app, user, peer),
      `${app}/${user}`,
      `${app}/${peer}`,
    ])
    return this.#shared.changed(NAME, [...new Set(keys)])
  }

  forget(keys: readonly string[]): void {
    for (const key of keys) {
      this.#blocklists.delete(key)
      this.#contacts.delete(key)
    }
  }

  forgetAll(): void {
    this.#blocklists.clear()
    this.#contacts.clear()
  }

  #note(key: string, name: string, isBlocked: boolean): void {
    const blocked = this.#blocklists.peek(key)
    if (blocked === undefined) {
      // A lookup of the old state may be in progress.
      this.#blocklists.delete(key)
    } else if (blocked.has(name) !== isBlocked) {
      const changed = new Set(blocked)
      if (isBlocked) changed.add(name)
      else changed.delete(name)
      this.#blocklists.set(key, changed)
    }
  }
}

/** User names contain no slash; other receivers are nobody's contacts. */
function pairKey(app: number, a: string, b: string): string {
  return a < b ? `${app}/${a}/${b}` : `${app}/${b}/${a}`
}
