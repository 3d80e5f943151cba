import type { NewPushJob, PushJob } from './push-job.ts'

/** Notifications that services have taken or not. */
export interface PushCount {
  app: number
  /** `yyyy-MM-dd` */
  day: string
  service: string
  sent: number
  failed: number
}

export interface PushJobStore {
  /**
   * Adds jobs of one message; those that are there already stay. Of the jobs that wait for a device, later ones with the same key
   * replace earlier ones, and of each conversation the newest `most` remain.
   * @param ids one for each.
   */
  add(jobs: readonly NewPushJob[], ids: readonly number[], most: number): Promise<void>
  /**
   * Takes jobs that are due, the oldest messages first: until `until`, nobody else gets them, nor others of the same device.
   * @param busy certificates whose jobs wait.
   */
  claim(options: {
    now: number
    until: number
    limit: number
    busy: readonly Pick<PushJob, 'app' | 'certificate'>[]
  }): Promise<PushJob[]>
  /** Tries a job again later, ms since 1970. */
  postpone(job: PushJob, dueAt: number): Promise<void>
  /** Gives back what was claimed by a process that is gone. Only call it where there is no other. */
  release(): Promise<void>
  finish(ids: readonly number[]): Promise<void>
  count(counts: readonly PushCount[]): Promise<void>
  /** Days are `yyyy-MM-dd`, both included; in their order. */
  counts(app: number, from: string, to: string): Promise<PushCount[]>
}
