import type { Clock } from '../../kernel/clock.ts'
import type { Leases } from '../cluster/leases.ts'
import type { LogStore } from '../log/log-store.ts'
import { Rounds } from '../rounds.ts'
import type { Sessions } from './sessions.ts'

/** Interval between rounds, in ms. */
const ROUND_MS = 3600_000
const DAY_MS = 24 * 3600_000
/** Devices per step: bounds how long one occupies the database. */
const STEP = 100

export interface IdleDeviceParts {
  logs: Pick<LogStore, 'idleDevices' | 'seeDevices' | 'forgetDevice'>
  sessions: Pick<Sessions, 'online'>
  leases: Leases
  clock: Clock
  /** After which a device that has not been online is forgotten. */
  days: number
  onError(error: unknown): void
}

/**
 * Forgets devices that have not been seen for long, with what is known of their progress: browsers without storage leave one
 * behind with every visit. One that comes back is a new one; what it missed is in the history.
 */
export class IdleDevices {
  readonly #parts: IdleDeviceParts
  readonly #rounds: Rounds

  constructor(parts: IdleDeviceParts) {
    this.#parts = parts
    this.#rounds = new Rounds(parts.clock, () => this.forget(), parts.onError)
  }

  start(): void {
    this.#rounds.start(ROUND_MS)
  }

  stop(): Promise<void> {
    return this.#rounds.stop()
  }

  /** Runs one round, unless another node is running one. @param now ms since 1970. */
  async forget(now = this.#parts.clock.now()): Promise<void> {
    const before = now - this.#parts.days * DAY_MS
    await this.#parts.leases.during('devices/idle', async () => {
      while (!this.#rounds.isStopped && (await this.#step(before, now)) === STEP);
    })
  }

  /** @returns the number of devices it has dealt with. */
  async #step(before: number, now: number): Promise<number> {
    const { logs, sessions } = this.#parts
    const devices = await logs.idleDevices(before, STEP)
    for (const device of devices) {
      const online = await sessions.online(device.app, device.user)
      // A session may last longer than that; while it reads on, its device is not idle.
      if (online.some(({ resource }) => resource === device.resource))
        await logs.seeDevices([{ ...device, at: now }])
      else await logs.forgetDevice(device, before)
    }
    return devices.length
  }
}
