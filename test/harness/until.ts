import { setTimeout as pause } from 'node:timers/promises'

/** Limit on every wait, in ms; far more than anything takes on a busy machine, far less than a test has. */
export const WITHIN_MS = 60_000

/**
 * Waits until something holds that nothing tells of: what another process, thread or socket does after it has answered.
 * @param what what is waited for, in words that follow "until"; a function, where the words say how far it has come.
 * @throws Error with these words after a minute.
 */
export async function until(
  what: string | (() => string),
  holds: () => boolean | Promise<boolean>,
): Promise<void> {
  const deadline = performance.now() + WITHIN_MS
  while (!(await holds())) {
    if (performance.now() > deadline)
      throw new Error(`waited in vain until ${typeof what === 'string' ? what : what()}`)
    await pause(5)
  }
}
