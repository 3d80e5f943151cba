/** A client that is logged in. */
export interface ChatClient {
  /** So many messages came. */
  onMessages: (count: number) => void
  close(): void
}

/** A chat server under test, whatever it speaks: what all scenarios ask of it. */
export interface ChatTarget {
  /** Short name, the same in all results. */
  readonly name: string
  /** What is safe when a send is answered, in a few words. */
  readonly durability: string
  /** Its first thread is an event loop, and the CPU time of that thread means something. */
  readonly hasLoop: boolean
  /** Port of the REST API. */
  readonly port: number
  /** All processes that work for it, the one that handles sockets first. */
  pids(): readonly number[]
  addUsers(names: readonly string[]): Promise<void>
  /** A REST request that sends a text to a user. */
  messageTo(from: string, to: string): Buffer
  /** Logs in a user who was added; resolves when what waited for the user is there. `from`: address to connect from. */
  login(user: string, onMessages?: (count: number) => void, from?: string): Promise<ChatClient>
  /**
   * A group whose members are online with these clients.
   * @returns a REST request that sends a text to it.
   * @throws NotBuilt when the server cannot do it yet.
   */
  group(owner: string, members: ReadonlyMap<string, ChatClient>): Promise<Buffer>
  stop(): Promise<void>
}

/** The server answers 501: declared, not there yet. */
export class NotBuilt extends Error {
  override readonly name = 'NotBuilt'
}

/** 120 characters, about what people write. */
export const TEXT =
  'The meeting is moved to three in the afternoon; please bring the drawings of the bridge and the list of open points. Al.'
