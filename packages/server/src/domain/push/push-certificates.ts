import { randomUUID } from 'node:crypto'
import { ApiError } from '@ringpost/contract/errors'
import type { Clock } from '../../kernel/clock.ts'
import { SealError, type Sealer } from '../../kernel/sealer.ts'
import { AppCache } from '../cluster/app-cache.ts'
import type { SharedCaches } from '../cluster/shared-caches.ts'
import type { FactInterest } from '../facts/fact-interest.ts'
import type { Subscriptions } from '../facts/subscriptions.ts'
import type { App } from '../tenancy/app.ts'
import { type CertificateRequest, certificateDraft } from './certificate-draft.ts'
import type { CheckPkcs12 } from './credential-file.ts'
import type { PushCertificate } from './push-certificate.ts'
import type { PushCertificateStore, SealedCertificate } from './push-certificate-store.ts'

/** Certificates of an app. */
const LIMIT = 100
/** Apps whose certificates are kept ready. */
const APPS = 1000

export interface PushCertificatesParts {
  store: PushCertificateStore
  sealer: Sealer
  shared: SharedCaches
  clock: Clock
  subscriptions: Subscriptions
  interest: Pick<FactInterest, 'subscribers'>
  checkPkcs12: CheckPkcs12
  onError(error: unknown): void
}

/** What apps need to use push services. An app without an enabled certificate has no subscriber, so that messages cost nothing more. */
export class PushCertificates {
  readonly #parts: PushCertificatesParts
  readonly #cache: AppCache<readonly PushCertificate[]>

  constructor(parts: PushCertificatesParts) {
    this.#parts = parts
    this.#cache = new AppCache('push certificates', parts.shared, {
      max: APPS,
      load: (app) => this.#load(app),
    })
  }

  /** In order of creation, with their secrets; without, if the server's key is not the one they were sealed with. */
  async list(app: number): Promise<readonly PushCertificate[]> {
    return this.#cache.get(app)
  }

  async named(app: number, name: string): Promise<PushCertificate | undefined> {
    return (await this.list(app)).find((certificate) => certificate.name === name)
  }

  /**
   * @throws ApiError `push.certificate_illegal`, `push.certificate_exists`, `push.certificates_too_many`,
   *   `push.secrets_closed` if the server has no key to seal secrets with.
   */
  async add(app: App, request: CertificateRequest): Promise<PushCertificate> {
    const now = this.#parts.clock.now()
    const certificate: PushCertificate = {
      ...certificateDraft(request, undefined, this.#parts.checkPkcs12),
      app: app.id,
      uuid: randomUUID(),
      createdAt: now,
      modifiedAt: now,
    }
    await this.#parts.store.add(this.#sealed(certificate), LIMIT)
    await this.#changed(app.id)
    return certificate
  }

  /** @throws ApiError as `add`, `push.certificate_unknown`. */
  async change(app: App, uuid: string, request: CertificateRequest): Promise<PushCertificate> {
    const known = (await this.list(app.id)).find((certificate) => certificate.uuid === uuid)
    if (known === undefined) throw new ApiError('push.certificate_unknown')
    const draft = certificateDraft(request, known, this.#parts.checkPkcs12)
    const certificate = { ...known, ...draft, modifiedAt: this.#parts.clock.now() }
    await this.#parts.store.change(this.#sealed(certificate))
    await this.#changed(app.id)
    return certificate
  }

  /** Returns the certificate as it was. @throws ApiError `push.certificate_unknown`. */
  async remove(app: App, uuid: string): Promise<PushCertificate> {
    const known = (await this.list(app.id)).find((certificate) => certificate.uuid === uuid)
    if (known === undefined) throw new ApiError('push.certificate_unknown')
    await this.#parts.store.remove(app.id, uuid)
    await this.#changed(app.id)
    return known
  }

  /** Makes up for changes that a crash has cut short. Call it at the start. */
  async settle(): Promise<void> {
    const { store, interest } = this.#parts
    const subscribed = new Set(interest.subscribers.map(({ name }) => name))
    for (const app of await store.appsWithEnabled())
      if (!subscribed.has(subscriberOf(app))) await this.#changed(app)
  }

  async #changed(app: number): Promise<void> {
    const { store, subscriptions } = this.#parts
    await this.#cache.changed(app)
    const name = subscriberOf(app)
    const isPushing = (await store.list(app)).some(({ disabled }) => !disabled)
    if (isPushing) await subscriptions.subscribe({ name, app, kinds: ['message.sent', 'message.streamed'] })
    else await subscriptions.unsubscribe(name)
  }

  async #load(app: number): Promise<readonly PushCertificate[]> {
    const stored = await this.#parts.store.list(app)
    return stored.map(({ sealed, ...rest }) => ({ ...rest, secrets: this.#secretsIn(sealed, placeOf(rest)) }))
  }

  #secretsIn(sealed: string, place: string): PushCertificate['secrets'] {
    try {
      return JSON.parse(this.#parts.sealer.open(sealed, place)) as PushCertificate['secrets']
    } catch (error) {
      if (!(error instanceof SealError)) throw error
      this.#parts.onError(error)
      return {}
    }
  }

  #sealed({ secrets, ...certificate }: PushCertificate): SealedCertificate {
    try {
      return {
        ...certificate,
        sealed: this.#parts.sealer.seal(JSON.stringify(secrets), placeOf(certificate)),
      }
    } catch (error) {
      if (error instanceof SealError) throw new ApiError('push.secrets_closed', { detail: error.message })
      throw error
    }
  }
}

/** Type of the subscribers, one for each app. */
export const PUSH = 'push'

function subscriberOf(app: number): string {
  return `${PUSH}:${app}`
}

function placeOf({ app, uuid }: { app: number; uuid: string }): string {
  return `push_certificate/${app}/${uuid}`
}
