import { EventEmitter, once } from 'node:events'
import type { TestServer } from '../harness/test-server.ts'
import { WITHIN_MS } from '../harness/until.ts'
import { type Anything, makeClient } from './load-kit.ts'

export interface ClientOptions {
  /** The resource becomes `webim_web_<device>`. Default `d1`. */
  device?: string
  /** Further options of `ChatClient.init`. */
  options?: Record<string, unknown>
}

interface Event {
  name: string
  payload: Anything
}

const managersWithEvents = [
  'contactManager',
  'groupManager',
  'chatRoomManager',
  'userInfoManager',
  'chatThreadManager',
  'presenceManager',
]

/** A client of SDK 5 of a user of `acme#chat`, logged in. Close it, best with `await using`. */
export async function openClient(
  server: TestServer,
  user: string,
  { device = 'd1', options = {} }: ClientOptions = {},
): Promise<Client> {
  const { url: restUrl, wsUrl } = server
  const client = new Client(makeClient({ appKey: 'acme#chat', restUrl, wsUrl, device, options }))
  await client.sdk.login({ userId: user, token: await server.userToken(user) })
  return client
}

export class Client implements AsyncDisposable {
  /** The SDK's own object. */
  readonly sdk: Anything
  /** Everything the SDK reported and that was not returned yet, oldest first. */
  readonly events: Event[] = []
  readonly #told = new EventEmitter()

  constructor(sdk: Anything) {
    this.sdk = sdk
    // The SDK looks handlers up by the event's name: this one has all of them.
    const recorder = new Proxy(
      {},
      { get: (_, name) => (payload: Anything) => this.#record(String(name), payload), has: () => true },
    )
    for (const source of [sdk, ...managersWithEvents.map((name) => sdk[name])])
      source.addEventHandler('recorder', recorder)
  }

  /** Names of the events so far, for an assertion that something did not come. */
  get names(): string[] {
    return this.events.map(({ name }) => name)
  }

  /** The first event of that name that satisfies the predicate and was not returned before, come or to come. */
  async next(name: string, predicate: (payload: Anything) => boolean = () => true): Promise<Anything> {
    const signal = AbortSignal.timeout(WITHIN_MS)
    while (true) {
      const index = this.events.findIndex((event) => event.name === name && predicate(event.payload))
      if (index >= 0) return this.events.splice(index, 1)[0]!.payload
      await once(this.#told, 'event', { signal }).catch(() => {
        throw new Error(`no ${name} within ${WITHIN_MS} ms; came: ${this.names.join(', ') || 'nothing'}`)
      })
    }
  }

  /** Resolves when the lists that the SDK fetches after a login have come. */
  async synced(...types: string[]): Promise<Anything[]> {
    const done = []
    for (const type of types)
      done.push(await this.next('onSyncDataFinished', ({ dataType }) => dataType === type))
    return done
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.sdk.logout()
  }

  #record(name: string, payload: Anything): void {
    this.events.push({ name, payload })
    this.#told.emit('event')
  }
}
