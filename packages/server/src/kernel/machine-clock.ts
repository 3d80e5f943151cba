import type { Alarm, Clock } from './clock.ts'
import { clearTimeout, machineTime, setTimeout } from './machine-time.ts'

/** The longest that a timer of Node can wait. */
const LONGEST_MS = 2 ** 31 - 1

/** The clock of servers that no test moves. */
export const machineClock: Clock = {
  now: machineTime,
  ahead: 0,

  after(ms, task) {
    let timer: NodeJS.Timeout
    const wait = (left: number): void => {
      const now = Math.min(left, LONGEST_MS)
      timer = setTimeout(() => (left > now ? wait(left - now) : task()), now).unref()
    }
    wait(ms)
    return { cancel: () => clearTimeout(timer) }
  },

  every(ms, task) {
    let isOver = false
    let next: Alarm
    const wait = (): void => {
      next = machineClock.after(ms, async () => {
        await task()
        if (!isOver) wait()
      })
    }
    wait()
    return {
      cancel() {
        isOver = true
        next.cancel()
      },
    }
  },
}
