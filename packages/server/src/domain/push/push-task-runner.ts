import type { Clock } from '../../kernel/clock.ts'
import { clearTimeout, setTimeout } from '../../kernel/machine-time.ts'
import { Slots } from '../../kernel/slots.ts'
import { LeasedWork } from '../cluster/leased-work.ts'
import type { Leases } from '../cluster/leases.ts'
import { Outdated } from '../outdated.ts'
import type { App } from '../tenancy/app.ts'
import type { UserStore } from '../users/user-store.ts'
import { notificationOf } from './instant-message.ts'
import { TASKS_MS } from './instant-push.ts'
import type { PushBinding } from './push-binding.ts'
import type { PushDispatch, Pushed } from './push-dispatch.ts'
import type { PushLabelStore } from './push-label.ts'
import type { PushStatistics } from './push-statistics.ts'
import type { PushTask, PushTaskStore } from './push-task.ts'

/** Users of a task that are served before it notes how far it has come. */
const PAGE = 50
/** Tasks that are served together. */
const AT_ONCE = 100
/** Users who are pushed to at once. */
const PUSHES = 200
/** Tries for a device whose push service has no time, and ms between them unless it says how long it needs. */
const TRIES = 3
const PAUSE_MS = 2_000
/** ms: nobody waits longer for a push service within a task. */
const LONGEST_PAUSE_MS = 30_000
const LEASE_MS = 60_000
const LOOK_MS = 5_000

export interface PushTaskRunnerParts {
  tasks: PushTaskStore
  users: Pick<UserStore, 'list'>
  labels: PushLabelStore
  dispatch: PushDispatch
  statistics: PushStatistics
  leases: Leases
  clock: Clock
  appOf(id: number): App | undefined
  onError(error: unknown): void
}

/** Runs accepted tasks, on one node at a time. A page is noted when it is done: a crash repeats one and leaves nobody out. */
export class PushTaskRunner {
  readonly #parts: PushTaskRunnerParts
  readonly #slots = new Slots(PUSHES)
  readonly #work: LeasedWork
  readonly #stopped = Promise.withResolvers<void>()

  constructor(parts: PushTaskRunnerParts) {
    this.#parts = parts
    this.#work = new LeasedWork({
      ...{ leases: parts.leases, clock: parts.clock, name: 'push tasks', leaseMs: LEASE_MS, lookMs: LOOK_MS },
      isWaiting: async () => (await parts.tasks.due(parts.clock.now(), 1)).length > 0,
      serve: () => this.#serve(),
      onError: parts.onError,
    })
  }

  start(): void {
    this.#work.start()
  }

  /** Finishes the pages in progress. */
  async stop(): Promise<void> {
    const stopped = this.#work.stop()
    this.#stopped.resolve()
    await stopped
  }

  /** There may be a task to run. */
  wake(): void {
    void this.#work.wake()
  }

  /** Serves all tasks that are due, a page of each in turn, until none is left. */
  async #serve(): Promise<void> {
    const { tasks, clock } = this.#parts
    while (!this.#work.isStopped) {
      const due = await tasks.due(clock.now(), AT_ONCE)
      if (due.length === 0) break
      await Promise.all(due.map((task) => this.#page(task)))
    }
    await tasks.forget(clock.now() - TASKS_MS)
  }

  async #page(task: PushTask): Promise<void> {
    const { tasks, statistics, appOf } = this.#parts
    const app = appOf(task.app)
    const page = app === undefined ? { users: [] } : await this.#users(task)
    if (app !== undefined) {
      const pushed = await Promise.all(
        page.users.map((user) => this.#slots.run(() => this.#push(app, user, task))),
      )
      await statistics.count(app, pushed.flat())
    }
    // What was not pushed because the server stops is pushed by whoever goes on.
    if (this.#work.isStopped && page.users.length > 0) return
    await tasks.advance(task, page.cursor).catch((error: unknown) => {
      // Another node, which has the lease by now, was faster.
      if (!(error instanceof Outdated)) throw error
    })
  }

  /** The next users of a task. */
  async #users({
    app,
    audience,
    cursor,
  }: PushTask): Promise<{ users: string[]; cursor?: string | undefined }> {
    if ('users' in audience) {
      const from = Number(cursor || 0)
      const to = from + PAGE
      return {
        users: audience.users.slice(from, to),
        cursor: to < audience.users.length ? String(to) : undefined,
      }
    }
    if ('label' in audience) {
      const page = await this.#parts.labels.users(app, audience.label, PAGE, cursor)
      const users = page.map(({ user }) => user)
      return { users, cursor: users.length < PAGE ? undefined : users.at(-1) }
    }
    const page = await this.#parts.users.list(app, { limit: PAGE, cursor: cursor || undefined })
    return { users: page.users.map(({ name }) => name), cursor: page.cursor }
  }

  /**
   * Pushes to the devices of a user, several times to those whose push service has no time. Returns what became of each in the end; nothing
   * of those that wait when the server stops.
   */
  async #push(app: App, user: string, { message }: PushTask): Promise<Pushed[]> {
    const { dispatch, onError } = this.#parts
    const waiting = new Set<string>()
    const ended: Pushed[] = []
    for (let tries = 0; tries < TRIES && !this.#work.isStopped; tries++) {
      const takes = (binding: PushBinding) =>
        !binding.kicked && (tries === 0 || waiting.has(placeOf(binding)))
      const notification = (certificate: Parameters<typeof notificationOf>[2]) =>
        notificationOf(message, user, certificate, this.#parts.clock.now())
      try {
        const pushed = await dispatch.toUser(app, user, notification, { takes })
        waiting.clear()
        let pause = PAUSE_MS
        for (const each of pushed) {
          const { binding, result } = each
          if (result.kind !== 'later' || tries === TRIES - 1) {
            ended.push(each)
            continue
          }
          waiting.add(placeOf(binding))
          pause = Math.max(pause, Math.min(result.afterMs ?? 0, LONGEST_PAUSE_MS))
        }
        if (waiting.size === 0) return ended
        await this.#pause(pause)
      } catch (error) {
        onError(error)
        return ended
      }
    }
    return ended
  }

  async #pause(ms: number): Promise<void> {
    const { promise, resolve } = Promise.withResolvers<void>()
    const timer = setTimeout(resolve, ms)
    await Promise.race([promise, this.#stopped.promise])
    clearTimeout(timer)
  }
}

function placeOf({ device, certificate }: PushBinding): string {
  return JSON.stringify([device, certificate])
}
