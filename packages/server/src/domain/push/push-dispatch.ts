import type { App } from '../tenancy/app.ts'
import type { PushBinding } from './push-binding.ts'
import type { PushBindingStore } from './push-binding-store.ts'
import type { PushCertificate, PushService } from './push-certificate.ts'
import type { PushCertificates } from './push-certificates.ts'
import type { PushNotification, PushProvider, PushResult } from './push-provider.ts'

export type PushProviders = Readonly<Partial<Record<PushService, PushProvider>>>

/** What became of a notification on one device. */
export interface Pushed {
  binding: PushBinding
  /** Undefined if there is none of the name that the binding has. */
  certificate: PushCertificate | undefined
  result: PushResult
}

/** Notifications that services were asked to show since the start, by what came of them. */
export type PushCounts = ReadonlyMap<PushService, Readonly<Record<PushResult['kind'], number>>>

/** The notification for a service: options differ. */
export type NotificationFor = (certificate: PushCertificate) => PushNotification

/** Hands notifications to the devices of users. Removes bindings whose token is dead. */
export class PushDispatch {
  readonly #bindings: PushBindingStore
  readonly #certificates: PushCertificates
  readonly #providers: PushProviders
  readonly #counts = new Map<PushService, Record<PushResult['kind'], number>>()

  constructor(bindings: PushBindingStore, certificates: PushCertificates, providers: PushProviders) {
    this.#bindings = bindings
    this.#certificates = certificates
    this.#providers = providers
  }

  get counts(): PushCounts {
    return this.#counts
  }

  /**
   * Pushes to all devices of a user.
   * @param user folded name.
   * @param takes whether the notification is for a binding; all, if absent.
   * @returns a result for each; none if the user has no binding.
   */
  async toUser(
    app: App,
    user: string,
    notification: PushNotification | NotificationFor,
    { takes = () => true }: { takes?: (binding: PushBinding) => boolean } = {},
  ): Promise<Pushed[]> {
    const bindings = await this.#bindings.of(app.id, [user])
    return Promise.all(bindings.filter(takes).map((binding) => this.toBinding(app.id, binding, notification)))
  }

  /** Pushes to one device. @param app row number. */
  async toBinding(
    app: number,
    binding: PushBinding,
    notification: PushNotification | NotificationFor,
  ): Promise<Pushed> {
    const certificate = await this.#certificates.named(app, binding.certificate)
    const refused = (detail: string): Pushed => ({
      binding,
      certificate,
      result: { kind: 'refused', detail, answer: null },
    })
    if (certificate === undefined) return refused('no notifier exist')
    if (certificate.disabled) return refused('notifier disabled')
    const provider = this.#providers[certificate.service]
    if (provider === undefined) return refused('invalid notifier')
    const shown = typeof notification === 'function' ? notification(certificate) : notification
    const result = await provider.push(certificate, binding.token, shown)
    this.#count(certificate.service, result.kind)
    if (result.kind === 'unbind') await this.#bindings.drop(app, binding)
    return { binding, certificate, result }
  }

  #count(service: PushService, kind: PushResult['kind']): void {
    const counts = this.#counts.get(service) ?? { sent: 0, refused: 0, unbind: 0, later: 0 }
    counts[kind]++
    this.#counts.set(service, counts)
  }
}
