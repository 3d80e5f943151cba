import type { Clock } from '../../kernel/clock.ts'
import type { Sessions } from '../devices/sessions.ts'
import type { PresenceStore } from './presence-store.ts'
import { type UserPresence, userPresence } from './user-presence.ts'

/** A user's presence, and whether subscribers were last told that the user is online. */
export interface PresenceState {
  presence: UserPresence
  toldOnline: boolean
}

/** Puts together what users have published and which of their devices are online, on any node. */
export class PresenceStates {
  readonly #store: Pick<PresenceStore, 'records'>
  readonly #sessions: Pick<Sessions, 'devices'>
  readonly #clock: Clock

  constructor(store: Pick<PresenceStore, 'records'>, sessions: Pick<Sessions, 'devices'>, clock: Clock) {
    this.#store = store
    this.#sessions = sessions
    this.#clock = clock
  }

  /**
   * Returns the states of those of the users who exist, in the order of the names.
   * @param app row number. @param users folded names.
   */
  async of(app: number, users: readonly string[]): Promise<PresenceState[]> {
    const [records, devices] = await Promise.all([
      this.#store.records(app, users),
      this.#sessions.devices(app, users),
    ])
    const now = this.#clock.now()
    const found = new Map(records.map((record) => [record.user, record]))
    return users.flatMap((user) => {
      const record = found.get(user)
      if (record === undefined) return []
      const presence = userPresence(record, devices.get(user) ?? [], now)
      return [{ presence, toldOnline: record.toldOnline }]
    })
  }
}
