/** A task that waits for its time. */
export interface Alarm {
  /** Takes it back; harmless after it ran. */
  cancel(): void
}

/**
 * The time that people see and that their data bears: timestamps, expiry of tokens and files, mutes, windows, schedules. A test
 * moves it. What keeps the machinery alive (patience with sockets, heartbeats, leases, deadlines of requests) does not ask this
 * clock, but the machine's.
 */
export interface Clock {
  /** ms since 1970. */
  now(): number
  /** ms by which it is ahead of the clock of the machine: 0 unless a test has moved it. */
  readonly ahead: number
  /** Runs a task once, `ms` from now; one that waits does not keep the process alive. Longer than 24.8 days is allowed. */
  after(ms: number, task: () => unknown): Alarm
  /** Runs a task again and again, `ms` after the last run ended. */
  every(ms: number, task: () => unknown): Alarm
}
