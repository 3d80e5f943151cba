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

export type CertificateOfApp = Pick<PushJob, 'app' | 'certificate'>

/** Jobs of one certificate that can be taken now. */
export interface PushShare extends CertificateOfApp {
  limit: number
}

export interface PushJobStore {
  /**
   * Adds jobs of one message; those that are there already stay. Of the jobs that wait for a device, later ones with the same key
   * replace earlier ones, and of each conversation the newest `most` remain.
   * @param ids one for each.
   */
  add(jobs: readonly NewPushJob[], ids: readonly number[], most: number): Promise<void>
  /** Certificates that have jobs which are due, the one with the oldest first. Costs the same however many jobs wait. */
  due(now: number): Promise<CertificateOfApp[]>
  /**
   * Takes jobs that are due: until `until`, nobody else gets them, nor others of the same device. The oldest messages first.
   * @param shares how many of each certificate at most.
   */
  claim(options: { now: number; until: number; shares: readonly PushShare[] }): Promise<PushJob[]>
  /** Tries a job again later, ms since 1970. */
  postpone(job: PushJob, dueAt: number): Promise<void>
  /** Gives back what was claimed until then at most, ms since 1970. */
  release(until: number): Promise<void>
  finish(ids: readonly number[]): Promise<void>
  count(counts: readonly PushCount[]): Promise<void>
  /** Days are `yyyy-MM-dd`, both included; in their order. */
  counts(app: number, from: string, to: string): Promise<PushCount[]>
}
