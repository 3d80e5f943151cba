import type { Body } from '@ringpost/protocol/body'
import type { FileStore } from '../files/file-store.ts'
import type { StoredFile } from '../files/stored-file.ts'
import type { MessageCodec } from '../messages/message-codec.ts'
import type { App } from '../tenancy/app.ts'

/** Matches URLs of files on this server, whatever its host name. */
const FILE_URL = /\/chatfiles\/([0-9a-f-]{36})(?:\?|$)/

/** A message to search for files. */
export interface FileCarrier {
  sender: string
  /** Null if sent by the server API. */
  senderDevice: string | null
  payload: Uint8Array
}

/** Files of messages that are being removed. */
export class MessageFiles {
  readonly #files: FileStore
  readonly #codec: MessageCodec

  constructor(files: FileStore, codec: MessageCodec) {
    this.#files = files
    this.#codec = codec
  }

  /**
   * Returns the files to remove with the messages: those that the sender, or the server API on their behalf, uploaded,
   * unless the app keeps files. Users cannot expire another user's file by sending and recalling a message that refers
   * to it.
   */
  async going(
    app: App,
    messages: readonly FileCarrier[],
    expiresAt: number,
  ): Promise<{ uuid: string; expiresAt: number }[]> {
    if (!app.settings.recallDeletesFiles) return []
    const carriers = new Map<string, FileCarrier[]>()
    for (const message of messages)
      for (const uuid of filesIn(this.#codec.read(message.payload)?.content))
        carriers.set(uuid, [...(carriers.get(uuid) ?? []), message])
    if (carriers.size === 0) return []
    const isHis =
      ({ uploader }: StoredFile) =>
      (message: FileCarrier) =>
        uploader === message.sender || (uploader === null && message.senderDevice === null)
    const files = await this.#files.list(app.id, [...carriers.keys()])
    return files
      .filter((file) => carriers.get(file.uuid)!.some(isHis(file)))
      .map(({ uuid }) => ({ uuid, expiresAt }))
  }
}

/** Ids of the files that a message refers to. Does not check whether they are stored here, or whose they are. */
function filesIn(content: Body | null | undefined): string[] {
  if (!content) return []
  const urls = [...('url' in content ? [content.url] : []), ...('thumb' in content ? [content.thumb] : [])]
  return [...new Set(urls.flatMap((url) => FILE_URL.exec(url ?? '')?.[1] ?? []))]
}
