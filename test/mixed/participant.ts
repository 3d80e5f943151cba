/** Where a message goes: to a user or to a group. */
export interface Target {
  chat: 'user' | 'group'
  id: string
}

/** What can be said. Files contain text, so that a difference can be read. */
export type Content =
  | { type: 'txt'; msg: string; ext?: object; asksForReceipts?: true }
  | { type: FileType; filename?: string; bytes: string }
  | { type: 'loc'; lat: number; lng: number; addr: string }
  | { type: 'cmd'; action: string }
  | { type: 'custom'; event: string; params: Record<string, string> }
  /** `compatibleText` is what SDKs show that cannot open it. */
  | { type: 'combine'; title: string; summary: string; compatibleText?: string; texts: string[] }

export type FileType = 'img' | 'audio' | 'video' | 'file'

/** What a client reported to its app, in words that are no SDK's own. */
export type Shown =
  | { shows: 'message'; id: string; from: string; content: Content }
  | { shows: 'edit'; id: string; msg: string }
  | { shows: 'recall'; id: string }
  | { shows: 'delivered'; id: string }
  /** `readers`: how many members of a group have read the message. */
  | { shows: 'read'; id: string; readers?: number }

/** A user with a client of some SDK. Acts resolve once the server has acknowledged them. */
export abstract class Participant implements AsyncDisposable {
  readonly user: string
  #taken = 0

  constructor(user: string) {
    this.user = user
  }

  /** @returns the server's id of the message. */
  abstract send(content: Content, to: Target): Promise<string>
  /** Replaces a text; absent where the SDK cannot. */
  edit?: ((id: string, msg: string, to: Target) => Promise<unknown>) | undefined
  abstract recall(id: string, to: Target): Promise<unknown>
  /** Tells its sender, or the group, that a message has been read. */
  abstract read(id: string, to: Target): Promise<unknown>
  abstract [Symbol.asyncDispose](): Promise<void>
  /** Everything reported so far, oldest first; called, each downloads the files that the app would. */
  protected abstract reported(): (() => Promise<Shown>)[]

  /** How much has been reported since the last `take`. */
  get waiting(): number {
    return this.reported().length - this.#taken
  }

  /** What has been reported since the last `take`. */
  async take(): Promise<Shown[]> {
    const fresh = this.reported().slice(this.#taken)
    this.#taken += fresh.length
    return Promise.all(fresh.map((show) => show()))
  }
}

/** Text of the file behind a link that an app was given; the status if it may not have it. */
export async function textOf(url: string, secret?: string): Promise<string> {
  const link = new URL(url)
  if (secret) link.searchParams.set('share-secret', secret)
  const response = await fetch(link)
  return response.ok ? response.text() : `${response.status}`
}

/** A file as SDKs up to 4 take it from a page. */
export function pageFile(filename: string, bytes: string): object {
  return { data: new File([bytes], filename), filename, filetype: filename.split('.').at(-1), url: '' }
}

/** `chatType` and `to` as SDKs up to 4 name them. */
export const addressed = ({ chat, id }: Target) =>
  ({ chatType: chat === 'group' ? 'groupChat' : 'singleChat', to: id }) as const
