/** A client that is logged in. */
export interface ChatClient {
  /** Called with the number of messages that arrived. */
  onMessages: (count: number) => void
  close(): void
}

/** A chat server under test, whatever its protocol: what all scenarios ask of it. */
export interface ChatTarget {
  /** What is safe once a send is answered, in a few words. */
  readonly name: string
  /** Whether its first thread is an event loop, whose CPU time is meaningful. */
  readonly durability: string
  /** Its first thread is an event loop, and the CPU time of that thread means something. */
  readonly hasLoop: boolean
  /** Port of the REST API. */
  readonly port: number
  /** All processes that work for it; the one that handles sockets comes first. */
  pids(): readonly number[]
  addUsers(names: readonly string[]): Promise<void>
  /** A REST request that sends a text to a user. */
  messageTo(from: string, to: string): Buffer
  /** Logs in an existing user; resolves once the user's waiting messages have arrived. `from`: address to connect from. */
  login(user: string, onMessages?: (count: number) => void, from?: string): Promise<ChatClient>
  /**
   * A group whose members are online with these clients.
   * @returns a REST request that sends a text to it.
   * @throws NotBuilt if the server does not implement it yet.
   */
  group(owner: string, members: ReadonlyMap<string, ChatClient>): Promise<Buffer>
  stop(): Promise<void>
}

/** The server answers 501: declared, not built yet. */
export class NotBuilt extends Error {
  override readonly name = 'NotBuilt'
}

/** 120 characters, about the length of what people write. */
export const TEXT =
  'The meeting is moved to three in the afternoon; please bring the drawings of the bridge and the list of open points. Al.'
