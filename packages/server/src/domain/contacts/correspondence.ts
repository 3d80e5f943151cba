import { ApiError } from '@ringpost/contract/errors'
import type { App } from '../tenancy/app.ts'
import type { RelationCache } from './relation-cache.ts'

/** Who may write to whom: not to users who have blocked the sender, and to contacts only where the app wants that. */
export class Correspondence {
  readonly #cache: RelationCache

  constructor(cache: RelationCache) {
    this.#cache = cache
  }

  /**
   * Returns without a promise when the answer is known, so that messages keep the order of the calls.
   * @throws ApiError `send.blocked`, `send.not_contact`: at once, or in the promise.
   */
  admit(app: App, from: string, to: string): undefined | Promise<void> {
    if (from === to) return undefined
    const blocklist = this.#cache.blocklist(app.id, to)
    const areContacts = !app.settings.friendCheck || this.#cache.areContacts(app.id, from, to)
    if (blocklist instanceof Promise || areContacts instanceof Promise)
      return Promise.all([blocklist, areContacts]).then(([names, known]) => judge(from, names, known))
    judge(from, blocklist, areContacts)
    return undefined
  }
}

function judge(from: string, blocklist: ReadonlySet<string>, areContacts: boolean): void {
  if (blocklist.has(from)) throw new ApiError('send.blocked')
  if (!areContacts) throw new ApiError('send.not_contact')
}
