/**
 * The time of this machine, for what keeps the machinery alive: patience with sockets, heartbeats, leases, deadlines. The functions
 * are those that the process had when this file was loaded: a test that fakes its timers does not stop a server in its process.
 */
const { setTimeout, clearTimeout, setInterval, clearInterval, setImmediate } = globalThis
const clockTime = Date.now
const monotonicTime = globalThis.performance.now.bind(globalThis.performance)

export { clearInterval, clearTimeout, setImmediate, setInterval, setTimeout }

/** Like the global one: ms, for durations. */
export const performance: { now(): number } = { now: monotonicTime }

/** ms since 1970. */
export function machineTime(): number {
  return clockTime()
}

/** Resolves after so many ms. */
export function pause(ms: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, ms))
}

/** Resolves in the next turn of the event loop. */
export function nextTurn(): Promise<void> {
  return new Promise((resolve) => setImmediate(resolve))
}
