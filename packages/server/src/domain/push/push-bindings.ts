import { ApiError } from '@ringpost/contract/errors'
import { characterCount } from '../../kernel/character-count.ts'
import type { Clock } from '../../kernel/clock.ts'
import { KeyedTurns } from '../../kernel/keyed-turns.ts'
import type { LooseFact } from '../facts/fact.ts'
import type { App } from '../tenancy/app.ts'
import type { PushBinding } from './push-binding.ts'
import type { PushBindingStore } from './push-binding-store.ts'

/** Bindings of a user: those bound first leave. */
const LIMIT = 50
const NAME_LIMIT = 256
/** Subscriptions of browsers are the longest tokens. */
const TOKEN_LIMIT = 4096
/** Changes of sessions that are being noted. */
const CHANGES = 10_000

/** What a device says of itself. */
export interface BindingWish {
  device: string
  /** Empty: all bindings of the device go. */
  certificate: string
  /** Empty: the binding of device and certificate goes. */
  token: string
}

interface FollowedSession {
  app: number
  user: string
  resource: string
  uuid: string
}

/** Which devices push services can reach users on (push.md §1). */
export class PushBindings {
  readonly #store: PushBindingStore
  readonly #clock: Clock
  readonly #onError: (error: unknown) => void
  /** A session may end while its beginning is being noted. */
  readonly #turns = new KeyedTurns(CHANGES)

  /** @param onError called if a change of a session cannot be noted: nobody waits for that. */
  constructor(store: PushBindingStore, clock: Clock, onError: (error: unknown) => void) {
    this.#store = store
    this.#clock = clock
    this.#onError = onError
  }

  /** Bindings of a user, of one device if named. */
  async of(app: App, user: string, device?: string): Promise<PushBinding[]> {
    const bindings = await this.#store.of(app.id, [user])
    return bindings.filter((binding) => device === undefined || binding.device === device)
  }

  /**
   * Binds or unbinds a device. A token belongs to one user at a time: who uses the device now must not see what is sent to the one before.
   * @throws ApiError `notification.parameter_illegal` for a field that is too long.
   */
  async change(app: App, user: string, wish: BindingWish): Promise<void> {
    const { device, certificate, token } = wish
    requireLength('device_id', device, NAME_LIMIT)
    requireLength('notifier_name', certificate, NAME_LIMIT)
    requireLength('device_token', token, TOKEN_LIMIT)
    if (certificate === '') await this.#store.unbind(app.id, user, device)
    else if (token === '') await this.#store.unbind(app.id, user, device, certificate)
    else await this.#store.bind(app.id, { user, ...wish }, this.#clock.now(), LIMIT)
  }

  /**
   * A device that was kicked gets nothing until its user is back on it; one that went away does.
   * @param session `uuid`: the device as its client names it, which also binds it.
   */
  async follow(session: FollowedSession, fact: LooseFact): Promise<void> {
    const { app, user } = session
    await this.#turns.take(`${app}/${user}`, () => this.#note(session, fact)).catch(this.#onError)
  }

  async #note({ app, user, resource, uuid }: FollowedSession, fact: LooseFact): Promise<void> {
    const devices = [resource, ...(uuid === '' ? [] : [uuid]), ...suffixOf(resource)]
    if (fact.kind === 'session.opened') {
      const bindings = await this.#store.of(app, [user])
      const isBack = bindings.some(({ device, kicked }) => kicked && devices.includes(device))
      if (isBack) await this.#store.setKicked(app, user, devices, false)
    } else if (fact.kind === 'session.ended' && isKick(fact, resource))
      await this.#store.setKicked(app, user, devices, true)
  }
}

/** Clients name their device `android_{id}` here, and bind `{id}` (native.md). */
function suffixOf(resource: string): string[] {
  const at = resource.indexOf('_')
  return at < 0 ? [] : [resource.slice(at + 1)]
}

/** Not: the same device connected anew. */
function isKick(fact: LooseFact & { kind: 'session.ended' }, resource: string): boolean {
  if (fact.reason === 'left' || fact.reason === 'lost') return false
  return fact.by.kind !== 'user' || fact.by.device !== resource
}

function requireLength(field: string, text: string, limit: number): void {
  if (characterCount(text) > limit) throw new ApiError('notification.parameter_illegal', { field })
}
