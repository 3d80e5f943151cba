import type { Standing } from './channel.ts'

/** Standings of users in a channel while it is being changed. */
export class StandingDraft {
  readonly #known: ReadonlyMap<string, Standing>
  readonly #admins: ReadonlySet<string> | undefined
  readonly #changed = new Map<string, Standing>()

  /**
   * @param known of all users that the requests concern.
   * @param admins set if a request depends on the administrators.
   */
  constructor(known: ReadonlyMap<string, Standing>, admins: ReadonlySet<string> | undefined) {
    this.#known = known
    this.#admins = admins
  }

  /** Changed standings. */
  get changed(): ReadonlyMap<string, Standing> {
    return this.#changed
  }

  /** @throws Error for a user who has not been looked up: unknown is not the same as stranger. */
  of(user: string): Standing {
    const standing = this.#changed.get(user) ?? this.#known.get(user)
    if (standing === undefined) throw new Error(`the standing of ${user} was not looked up`)
    return standing
  }

  /** Administrators. @throws Error if they have not been looked up. */
  get admins(): ReadonlySet<string> {
    if (this.#admins === undefined) throw new Error('the administrators were not looked up')
    const admins = new Set(this.#admins)
    for (const [user, { role }] of this.#changed) {
      if (role === 'admin') admins.add(user)
      else admins.delete(user)
    }
    return admins
  }

  change(user: string, changes: Partial<Standing>): void {
    this.#changed.set(user, { ...this.of(user), ...changes })
  }
}
