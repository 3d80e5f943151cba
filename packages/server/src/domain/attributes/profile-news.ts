import type { IdGenerator } from '../../kernel/id-generator.ts'
import type { EventEncoder } from '../events/event-encoder.ts'
import type { ProfileEvent } from '../events/profile-event.ts'
import { entryKind, type NewEntry } from '../log/entry.ts'
import type { Journal } from '../log/journal.ts'
import { inboxLog } from '../log/log-key.ts'
import { newEntry } from '../log/new-entry.ts'
import type { Stores } from '../stores.ts'
import type { App } from '../tenancy/app.ts'

/** Attributes that clients show of a user (sdk5.md §8.1). */
const PROFILE = ['nickname', 'avatarurl', 'mail', 'phone', 'gender', 'sign', 'birth', 'ext']
/** Of contacts, the newest ones, and of followers: more learn it from the user's next message (sdk5.md §11). */
const TOLD = 500

/** Tells those who are online what a user has changed in their profile: own devices, contacts, and who follows it. */
export class ProfileNews {
  readonly #stores: Stores
  readonly #journal: Journal
  readonly #ids: IdGenerator
  readonly #encoder: EventEncoder

  constructor(parts: { stores: Stores; journal: Journal; ids: IdGenerator; encoder: EventEncoder }) {
    this.#stores = parts.stores
    this.#journal = parts.journal
    this.#ids = parts.ids
    this.#encoder = parts.encoder
  }

  async tell(app: App, { values, ...profile }: ProfileEvent['profile']): Promise<void> {
    const shown = Object.fromEntries(Object.entries(values).filter(([key]) => PROFILE.includes(key)))
    if (Object.keys(shown).length === 0) return
    const { contacts, profileFollowers } = this.#stores
    const { user } = profile
    const [roster, followers] = await Promise.all([
      contacts.roster(app.id, user, { limit: TOLD, below: Number.MAX_SAFE_INTEGER }),
      profileFollowers.followers(app.id, user, TOLD),
    ])
    const friends = new Set(roster.map(({ name }) => name))
    const others = followers.filter((name) => !friends.has(name) && name !== user)
    const event = { ...profile, values: shown }
    await this.#journal.push([
      ...this.#entries(app, { profile: event, to: 'self' }, [user]),
      ...this.#entries(app, { profile: event, to: 'contact' }, [...friends]),
      ...this.#entries(app, { profile: event, to: 'follower' }, others),
    ])
  }

  #entries(app: App, event: ProfileEvent, receivers: readonly string[]): NewEntry[] {
    const time = this.#ids.clock.now()
    const payload = this.#encoder.encode(app, event)
    return receivers.map((receiver) => ({
      ...newEntry({
        app: app.id,
        log: inboxLog(receiver),
        id: this.#ids.next(time),
        time,
        kind: entryKind.notice,
        sender: event.profile.user,
        receiver,
        echo: true,
        payload,
      }),
      expendable: true,
    }))
  }
}
