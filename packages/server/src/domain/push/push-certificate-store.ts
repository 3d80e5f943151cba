import type { PushCertificate } from './push-certificate.ts'

/** A certificate as it is stored: with its secrets sealed. */
export type SealedCertificate = Omit<PushCertificate, 'secrets'> & { sealed: string }

export interface PushCertificateStore {
  /** In order of creation. */
  list(app: number): Promise<SealedCertificate[]>
  /** Row numbers of apps with at least one that is enabled. */
  appsWithEnabled(): Promise<number[]>
  /** @throws ApiError `push.certificate_exists` for a name that is taken, `push.certificates_too_many`. */
  add(certificate: SealedCertificate, limit: number): Promise<void>
  /** @throws ApiError `push.certificate_unknown`, `push.certificate_exists`. */
  change(certificate: SealedCertificate): Promise<void>
  /** @throws ApiError `push.certificate_unknown`. */
  remove(app: number, uuid: string): Promise<void>
}
