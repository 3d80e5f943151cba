import type { Clock } from '../../kernel/clock.ts'
import { KeyedTurns } from '../../kernel/keyed-turns.ts'
import { setTimeout } from '../../kernel/machine-time.ts'
import type { LooseFact } from '../facts/fact.ts'
import type { Entry } from '../log/entry.ts'
import { idOf, kindOf } from '../log/log-key.ts'
import { retryDelay } from '../retry-delay.ts'
import { Rounds } from '../rounds.ts'
import type { Stores } from '../stores.ts'
import type { App } from '../tenancy/app.ts'
import { PUSHED_FOR_MS, type PushComposer } from './push-composer.ts'
import type { PushDispatch, Pushed } from './push-dispatch.ts'
import { aboutPush, type PushOutcome } from './push-facts.ts'
import type { PushJob } from './push-job.ts'
import type { CertificateOfApp, PushShare } from './push-job-store.ts'
import type { PushResults } from './push-results.ts'
import { zoneTime } from './zone-time.ts'

/** Jobs under way on this node, and of them those of one certificate, whose service may be slow. */
const AT_ONCE = 192
const OF_CERTIFICATE = 64
/** Jobs of a certificate that end before others of it are taken, many at a time: each time costs a commit. */
const ENDED = 16
/** Certificates whose jobs wait at a time. */
const BUSY_LIMIT = 100
/** ms that a job belongs to the node that has taken it: services have 10 s, and jobs of one device wait for each other. */
const CLAIM_MS = 120_000
/** Interval in ms between looks for jobs that are due again, or were left by other nodes. */
const LOOK_MS = 1000
/** ms that other jobs of the certificate wait when its service wants to be asked later, and at most. */
const PAUSE_MS = 1000
const LONGEST_PAUSE_MS = 60_000
/** ms that services have to answer when this node stops. */
const FAREWELL_MS = 3000

export interface PushDelivererParts {
  stores: Pick<Stores, 'pushJobs' | 'pushBindings' | 'roaming'>
  composer: PushComposer
  dispatch: PushDispatch
  results: PushResults
  appOf(id: number): App | undefined
  /** Whether any app pushes: if none does, nobody looks for jobs. */
  isWanted(): boolean
  /** Whether there can be other nodes. */
  hasOthers: boolean
  clock: Clock
  onError(error: unknown): void
}

/**
 * Hands waiting notifications to push services. Each job is tried until a service has taken or refused it, or the message is a day old;
 * it is over when that is written down, so a crash repeats some and loses none.
 */
export class PushDeliverer {
  readonly #parts: PushDelivererParts
  readonly #rounds: Rounds
  /** Notifications reach a device in the order of the messages. */
  readonly #turns = new KeyedTurns(AT_ONCE)
  readonly #running = new Map<number, { job: PushJob; done: Promise<void> }>()
  /** Certificates whose service wants to be asked later, by the time until which, ms since 1970. */
  readonly #paused = new Map<string, number>()
  #isLooking = false
  #isWakened = false
  #isOver = false

  constructor(parts: PushDelivererParts) {
    this.#parts = parts
    this.#rounds = new Rounds(
      parts.clock,
      async () => {
        if (!parts.isWanted()) return
        await parts.stores.pushJobs.release(parts.clock.now())
        this.wake()
      },
      parts.onError,
    )
  }

  /** Jobs that this node has taken, and certificates whose jobs wait because their service wants to be asked later. */
  get status(): { running: number; paused: number } {
    const now = this.#parts.clock.now()
    const paused = [...this.#paused.values()].filter((until) => until > now).length
    return { running: this.#running.size, paused }
  }

  async start(): Promise<void> {
    if (!this.#parts.hasOthers) await this.#parts.stores.pushJobs.release(Number.MAX_SAFE_INTEGER)
    this.#rounds.start(LOOK_MS)
    this.wake()
  }

  /** Finishes what is under way, unless services take too long: those jobs are done again by whoever goes on. */
  async stop(): Promise<void> {
    await this.#rounds.stop()
    const finished = Promise.all([...this.#running.values()].map(({ done }) => done))
    await Promise.race([finished, new Promise((resolve) => setTimeout(resolve, FAREWELL_MS).unref())])
    this.#isOver = true
  }

  /** There may be a job. */
  wake(): void {
    this.#isWakened = true
    if (this.#isLooking) return
    this.#isLooking = true
    this.#look()
      .catch(this.#parts.onError)
      .finally(() => {
        this.#isLooking = false
      })
  }

  async #look(): Promise<void> {
    while (this.#isWakened && !this.#rounds.isStopped) {
      this.#isWakened = false
      const { pushJobs } = this.#parts.stores
      const now = this.#parts.clock.now()
      const shares = this.#sharesOf(await pushJobs.due(now), now)
      const jobs = await pushJobs.claim({ now, until: now + CLAIM_MS, shares })
      for (const job of jobs) this.#begin(job)
      if (jobs.length > 0) this.#isWakened = true
    }
  }

  /** How many jobs of each certificate there is room for. */
  #sharesOf(due: readonly CertificateOfApp[], now: number): PushShare[] {
    for (const [key, until] of this.#paused) if (until <= now) this.#paused.delete(key)
    let free = AT_ONCE - this.#running.size
    return due.flatMap(({ app, certificate }) => {
      const key = keyOf({ app, certificate })
      const limit = this.#paused.has(key) ? 0 : Math.min(free, OF_CERTIFICATE - this.#runningOf(key))
      free -= Math.max(limit, 0)
      return limit > 0 ? [{ app, certificate, limit }] : []
    })
  }

  #runningOf(key: string): number {
    let count = 0
    for (const { job } of this.#running.values()) if (keyOf(job) === key) count++
    return count
  }

  #begin(job: PushJob): void {
    // Claimed again because it took so long: this process is still at it.
    if (this.#running.has(job.id)) return
    const { user, device } = job
    const done = this.#turns
      .take(JSON.stringify([keyOf(job), user, device]), () => this.#deliver(job))
      .catch((error) => {
        if (!this.#isOver) this.#parts.onError(error)
      })
      .finally(() => {
        this.#running.delete(job.id)
        if (this.#runningOf(keyOf(job)) <= OF_CERTIFICATE - ENDED) this.wake()
      })
    this.#running.set(job.id, { job, done })
  }

  async #deliver(job: PushJob): Promise<void> {
    const { stores, composer, dispatch, appOf, results } = this.#parts
    const app = appOf(job.app)
    const [binding, entry] = await Promise.all([stores.pushBindings.get(job.app, job), this.#messageOf(job)])
    // Recalled, deleted by the receiver, or no longer theirs to read: as if it had never been.
    if (app === undefined || entry === undefined)
      return results.note({ job, fact: undefined, count: undefined })
    const over = (outcome: PushOutcome, count?: { service: Pushed['certificate'] }) =>
      results.note({
        job,
        fact: factOf(job, entry, outcome),
        count: count?.service && {
          day: zoneTime(this.#parts.clock.now(), app.settings.pushTimeZone).day,
          service: count.service.service,
          isSent: outcome.status === 'success',
        },
      })
    if (this.#parts.clock.now() > job.sentAt + PUSHED_FOR_MS)
      return over({ status: 'fail', binding: binding ?? null, detail: 'expire message' })
    if (binding === undefined || binding.kicked)
      return over({ status: 'fail', binding: null, detail: 'no push binding' })
    const { certificate, result } = await dispatch.toBinding(
      job.app,
      binding,
      await composer.compose(app, entry, job.user),
    )
    if (this.#isOver) return
    if (result.kind === 'later') return this.#later(job, result.afterMs)
    const service = certificate && { service: certificate.service }
    const outcome =
      result.kind === 'sent'
        ? ({ status: 'success' } as const)
        : ({
            status: certificate === undefined || certificate.disabled ? 'fail' : 'error',
            detail: result.detail,
          } as const)
    return over({ ...outcome, ...service, binding, answer: result.answer }, { service: certificate })
  }

  /** The message, if its receiver may still read it. */
  async #messageOf({ app, user, log, seq, message }: PushJob): Promise<Entry | undefined> {
    const { messages } = await this.#parts.stores.roaming.slice(
      { app, user, log },
      { after: seq - 1, before: seq + 1 },
      { contentTypes: null, senders: null },
      { limit: 1, descending: false },
    )
    return messages.find(({ id }) => id === message)
  }

  async #later(job: PushJob, afterMs: number | null): Promise<void> {
    const now = this.#parts.clock.now()
    const key = keyOf(job)
    const pause = Math.min(afterMs ?? PAUSE_MS, LONGEST_PAUSE_MS)
    if (this.#paused.size < BUSY_LIMIT) this.#paused.set(key, now + pause)
    // Not beyond the time at which it is given up.
    const dueAt = Math.min(now + retryDelay(job.attempts + 1, afterMs), job.sentAt + PUSHED_FOR_MS + 1)
    await this.#parts.stores.pushJobs.postpone(job, dueAt)
  }
}

function keyOf({ app, certificate }: CertificateOfApp): string {
  return `${app}/${certificate}`
}

function factOf({ app, message, user }: PushJob, { sender, log }: Entry, outcome: PushOutcome): LooseFact {
  const group = kindOf(log) === 'group' ? idOf(log) : null
  return aboutPush({ app, message, sender, user, group }, outcome)
}
