import { ApiError } from '@ringpost/contract/errors'
import type { App } from '../tenancy/app.ts'
import type { RelationCache } from './relation-cache.ts'

/** Decides who may write to whom: blocked senders may not; if the app requires it, only contacts may. */
export class Correspondence {
  readonly #cache: RelationCache

  constructor(cache: RelationCache) {
    this.#cache = cache
  }

  /**
   * Returns undefined instead of a promise if the answer is cached, so that messages keep the order of the calls.
   * @throws ApiError `send.blocked`, `send.not_contact`: thrown, or as a rejection.
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
