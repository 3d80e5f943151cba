import type { FaultSpec } from './fault.ts'
import type { Fault } from './fault-book.ts'
import type { SaidMessage } from './said-message.ts'
import type { Seed, Seeded } from './seed.ts'
import type { Traffic } from './traffic.ts'

export interface NewTestApp extends Seed {
  /** Settings of apps, over their defaults. */
  settings?: Readonly<Record<string, unknown>> | undefined
}

/** Which message is waited for: what a function says, or fields that it has, to any depth. */
export type Wanted = ((message: SaidMessage) => boolean) | MessageFields
export type MessageFields = {
  readonly [Field in keyof SaidMessage]?: SaidMessage[Field]
}

export interface TestMessages {
  /** The latest 1000, the oldest first. */
  readonly all: readonly SaidMessage[]
  /**
   * The first message that fits and that no earlier wait has answered: from the past if there is one, else it waits. With `since` (ms
   * since 1970), messages from then on fit, whoever has got them.
   * @param ms by the machine's clock; 5000 if absent.
   * @throws Error that names what did arrive.
   */
  waitFor(wanted: Wanted, ms?: number, since?: number): Promise<SaidMessage>
}

export interface TestFaults {
  /** In the order in which they were added, with those that are over. */
  readonly all: readonly Fault[]
  /** Of several that fit, the first strikes. @throws Error that says why it is no fault. */
  add(spec: FaultSpec): AddedFault
  clear(): void
}

export interface AddedFault {
  /** In the header `x-ringpost-fault` of what it answers, and in the traffic. */
  readonly id: string
  /** How often it has struck; 0 once it is removed. */
  readonly hits: number
  remove(): void
}

/**
 * The time of a server, which a test moves forwards: tokens, mutes, files and so on end by it, for all apps. A test that moves it
 * needs a server of its own. Patience with sockets, waits of tests and delays of faults go by the time of the machine.
 */
export interface TestTime {
  /** ms by which it is ahead of the machine. */
  readonly ahead: number
  /** Whether it stands until it is moved. */
  readonly isFrozen: boolean
  /** ms since 1970. */
  now(): number
  /**
   * Moves the clock to a time; what comes due runs as in {@link advance}. @param time ms since 1970, or a date.
   * @throws Error for a time that is over, or after 2100: ids and stored data bear the time.
   */
  set(time: number | Date): Promise<void>
  /**
   * Moves the clock by so many ms; resolves when everything that came due on the way has been done, each at its time.
   * @throws Error for less than 0, or a time after 2100.
   */
  advance(ms: number): Promise<void>
  /** Stops the clock: it stands until it is moved. */
  freeze(): void
  /** Lets it go on from where it stands. */
  resume(): void
}

/** Where a server is. */
export interface ServerAddress {
  /** `http://host:port`: of the REST API. */
  readonly url: string
  /** Of the socket, as web SDKs take it. */
  readonly wsUrl: string
  readonly port: number
}

/** One app of a server that tests use, as programs in the same process see it. Nothing in here names the inside of the server. */
export interface TestApp extends ServerAddress, AsyncDisposable {
  /** `org#app`, for SDKs. */
  readonly appKey: string
  readonly org: string
  readonly app: string
  readonly clientId: string
  readonly clientSecret: string
  /** Opens the REST API; stays valid after a reset. */
  readonly appToken: string
  /** What the seed of the app has made. */
  readonly seeded: Seeded
  readonly messages: TestMessages
  /** What has gone in and out, decoded and without secrets: the latest 500 of each kind, the oldest first. */
  readonly traffic: Traffic
  /** Lets requests, frames, logins, uploads and webhooks of this app fail. */
  readonly faults: TestFaults
  /** The time of the server, with all its apps: a test that moves it needs a server of its own. */
  readonly clock: TestTime
  /** Makes another app in the same server, with a random key; a path: of a JSON file. @throws Error that says which part of the seed, or setting, cannot be. */
  createApp(wanted?: NewTestApp | string): Promise<TestApp>
  /** Puts users, contacts, groups, rooms and messages into the app; a path: of a JSON file. @throws Error that says what cannot be. */
  seed(seed: Seed | string): Promise<Seeded>
  /** Empties the app: users, messages, files and everything else go, its sessions end. Key, credentials, `appToken` and settings stay. */
  reset(): Promise<void>
  /** Removes the app with everything in it. */
  remove(): Promise<void>
  /** A token of a user, who is registered if need be. @param ttl in seconds; as the app sets it if absent. */
  token(username: string, ttl?: number): Promise<string>
}
