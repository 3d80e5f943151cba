import type { FileStore } from '../files/file-store.ts'
import type { StoredFile } from '../files/stored-file.ts'
import type { App } from '../tenancy/app.ts'

/** What files are looked for in. */
export interface FileCarrier {
  sender: string
  /** Null: sent by the server API. */
  senderDevice: string | null
  payload: Uint8Array
}

/** The files that go with messages which are taken away. */
export class MessageFiles {
  readonly #files: FileStore
  readonly #filesOf: (payload: Uint8Array) => string[]

  /** @param filesOf ids of the files that a payload points to, whoever uploaded them. */
  constructor(files: FileStore, filesOf: (payload: Uint8Array) => string[]) {
    this.#files = files
    this.#filesOf = filesOf
  }

  /**
   * Files that the sender of a message uploaded, or the server API for him, unless the app keeps them. Nobody ends the file of
   * another by sending and recalling a message that points to it.
   */
  async going(
    app: App,
    messages: readonly FileCarrier[],
    expiresAt: number,
  ): Promise<{ uuid: string; expiresAt: number }[]> {
    if (!app.settings.recallDeletesFiles) return []
    const carriers = new Map<string, FileCarrier[]>()
    for (const message of messages)
      for (const uuid of this.#filesOf(message.payload))
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
