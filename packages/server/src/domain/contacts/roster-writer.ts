import { ApiError } from '@ringpost/contract/errors'
import type { IdGenerator } from '../../kernel/id-generator.ts'
import type { EventEncoder } from '../events/event-encoder.ts'
import type { Doer } from '../facts/doer.ts'
import { entryKind, type NewEntry } from '../log/entry.ts'
import type { Journal } from '../log/journal.ts'
import { inboxLog } from '../log/log-key.ts'
import { newEntry } from '../log/new-entry.ts'
import { Outdated } from '../outdated.ts'
import type { App } from '../tenancy/app.ts'
import type { ContactStore } from './contact-store.ts'
import type { Ceiling } from './relation.ts'
import type { RelationCache } from './relation-cache.ts'
import { RosterDraft, type RosterNotice } from './roster-draft.ts'
import { contactStep } from './roster-facts.ts'

/** Attempts when others change the same relations. Each failed attempt means that another one succeeded. */
const ATTEMPTS = 50

export interface RosterServices {
  store: ContactStore
  journal: Journal
  cache: RelationCache
  ids: IdGenerator
  encoder: EventEncoder
}

/**
 * Changes relations between users optimistically: reads, decides, and commits if what was read is still current;
 * otherwise it retries. Each of several concurrent changes therefore builds on the one before. Rows and notices are
 * committed together.
 */
export class RosterWriter {
  readonly #services: RosterServices

  constructor(services: RosterServices) {
    this.#services = services
  }

  /**
   * @param by the acting user or app.
   * @param peers whose relations to the user are read and changed.
   * @param decide throws to leave everything unchanged. It may run several times.
   * @param ceiling of the list that `decide` may extend; `most` 0 means unlimited.
   * @throws ApiError `server.busy`, or what `decide` throws.
   */
  async change<T>(
    app: App,
    by: Doer,
    user: string,
    peers: readonly string[],
    decide: (draft: RosterDraft) => T,
    ceiling: Ceiling | null = null,
  ): Promise<T> {
    const { store, journal, cache, ids } = this.#services
    const bound = ceiling === null || ceiling.most === 0 ? null : ceiling
    const most = bound?.most ?? Infinity
    for (let attempt = 0; attempt < ATTEMPTS; attempt++) {
      const [known, lengths] = await Promise.all([
        store.between(app.id, user, peers),
        bound === null ? new Map<string, number>() : store.lengths(app.id, bound.list, bound.of),
      ])
      const room = new Map(ceiling?.of.map((each) => [each, most - (lengths.get(each) ?? 0)]))
      const draft = new RosterDraft(user, known, room, () => ids.next())
      const result = decide(draft)
      const { changes } = draft
      if (changes.length === 0) return result
      const steps = [
        ...draft.notices.map((notice) => ({ store: this.#entry(app, notice) })),
        ...draft.facts.map((fact) => contactStep(app, fact, by)),
      ]
      const limit = bound && { ...bound, of: draft.grown }
      try {
        await journal.commit(app.id, steps, ({ contacts }) => [contacts.save(app.id, changes, limit)])
      } catch (error) {
        if (error instanceof Outdated) continue
        throw error
      }
      await cache.committed(app.id, changes)
      return result
    }
    throw new ApiError('server.busy')
  }

  #entry(app: App, { inbox, event, device }: RosterNotice): NewEntry {
    const time = this.#services.ids.clock.now()
    return newEntry({
      app: app.id,
      log: inboxLog(inbox),
      id: this.#services.ids.next(time),
      time,
      kind: entryKind.roster,
      sender: event.from,
      senderDevice: device,
      receiver: event.to[0],
      echo: event.from === inbox,
      payload: this.#services.encoder.encode(app, event),
    })
  }
}
