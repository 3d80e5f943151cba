import { ApiError } from '@ringpost/contract/errors'
import { type IdGenerator, idTime } from '../../kernel/id-generator.ts'
import type { Actor } from '../actor.ts'
import type { StoredFile } from '../files/stored-file.ts'
import { type Entry, entryKind, type NewEntry } from '../log/entry.ts'
import type { Journal } from '../log/journal.ts'
import { contentNumbers } from '../messages/content.ts'
import type { Sent } from '../messages/messages.ts'
import type { Stores } from '../stores.ts'
import type { App } from '../tenancy/app.ts'

/** Where a message went, as the caller remembers it. */
export interface RecallTarget {
  /** `conference`: a group or a room, the caller does not say which. */
  kind: 'user' | 'group' | 'room' | 'conference'
  /** Folded name of the user, or the id of the group or room. */
  name: string
}

export interface RecallRequest {
  /** Id of the message. */
  message: number
  target: RecallTarget
  /** However old the message is. */
  force: boolean
  /** Also tell the devices of the message's sender. */
  echo: boolean
  /** Attributes beside the payload, encoded. */
  attributes: Uint8Array | null
  /** Makes a repeat recognisable. */
  origin: string | null
  /** What receivers get. */
  payload: Uint8Array
}

const logKinds: Readonly<Record<string, readonly RecallTarget['kind'][]>> = {
  p: ['user'],
  g: ['group', 'conference'],
  r: ['room', 'conference'],
}

interface Parts {
  stores: Pick<Stores, 'logs' | 'files'>
  journal: Journal
  ids: IdGenerator
  /** Ids of the files that a payload points to, whoever uploaded them. */
  filesOf: (payload: Uint8Array) => string[]
}

/** Taking messages back: one use case behind the REST calls and the socket. */
export class Recalls {
  readonly #stores: Parts['stores']
  readonly #journal: Journal
  readonly #ids: IdGenerator
  readonly #filesOf: Parts['filesOf']

  constructor({ stores, journal, ids, filesOf }: Parts) {
    this.#stores = stores
    this.#journal = journal
    this.#ids = ids
    this.#filesOf = filesOf
  }

  /**
   * Empties the message, ends its attachment and tells everybody who follows its log, in one transaction. Devices that have
   * not got the message will not see it. Users recall what they sent themselves, administrators anything; commands are never recalled (§7 R1).
   * @throws ApiError `recall.disabled`, `recall.unknown` (also when it was recalled before), `recall.target_wrong`,
   *   `recall.foreign`, `recall.too_late`, `send.too_large`.
   */
  async recall(app: App, actor: Actor, request: RecallRequest): Promise<Sent> {
    const { recallSeconds, messageBytes } = app.settings
    if (recallSeconds === 0) throw new ApiError('recall.disabled')
    if ((request.attributes?.length ?? 0) > messageBytes) throw new ApiError('send.too_large')
    const message = await this.#stores.logs.find(app.id, request.message)
    const earlier = message?.kind === entryKind.recalled ? await this.#earlier(app, request) : undefined
    if (earlier !== undefined) return earlier
    if (message === undefined || !isRecallable(message)) throw new ApiError('recall.unknown')
    if (!isTarget(message, request.target)) throw new ApiError('recall.target_wrong')
    if (actor.kind === 'user' && message.sender !== actor.name) throw new ApiError('recall.foreign')
    const time = Date.now()
    if (!request.force && time - message.time > recallSeconds * 1000) throw new ApiError('recall.too_late')
    const attachments = await this.#attachments(app, message, time)
    const entry: NewEntry = {
      app: app.id,
      log: message.log,
      id: this.#ids.next(time),
      time,
      kind: entryKind.recall,
      contentType: 0,
      // Whoever recalls: who sent the message is the one whose devices `echo` is about.
      sender: message.sender,
      senderDevice: actor.kind === 'user' ? actor.device : null,
      receiver: message.receiver,
      receiverDevice: message.receiverDevice,
      echo: request.echo,
      audience: message.audience,
      origin: request.origin,
      attributes: request.attributes,
      payload: request.payload,
      followers: [],
    }
    await this.#journal.commit(app.id, [{ store: entry }], async ({ logs, history, files }) => {
      const ended = [
        history.expireExports(app.id, [idTime(message.id)]),
        files.reschedule(app.id, attachments, time),
      ]
      // The one of several that finds the message whole recalls it.
      if (!(await logs.withdraw(app.id, message.id))) throw new ApiError('recall.unknown')
      await Promise.all(ended)
    })
    return { id: entry.id, time }
  }

  /**
   * What goes with a message: files that its sender uploaded, or the server API for him. Nobody ends the file of another by
   * sending and recalling a message that points to it.
   */
  async #attachments(
    app: App,
    message: Entry,
    expiresAt: number,
  ): Promise<{ uuid: string; expiresAt: number }[]> {
    if (!app.settings.recallDeletesFiles) return []
    const uuids = this.#filesOf(message.payload)
    if (uuids.length === 0) return []
    const isHis = ({ uploader }: StoredFile) =>
      uploader === message.sender || (uploader === null && message.senderDevice === null)
    const files = await this.#stores.files.list(app.id, uuids)
    return files.filter(isHis).map(({ uuid }) => ({ uuid, expiresAt }))
  }

  /** A recall sent again, by a client that did not hear the answer, has succeeded already. */
  async #earlier(app: App, { origin }: RecallRequest): Promise<Sent | undefined> {
    return origin === null ? undefined : this.#stores.logs.appended(app.id, origin)
  }
}

function isRecallable({ kind, contentType }: Entry): boolean {
  return kind === entryKind.message && contentType !== contentNumbers.cmd
}

function isTarget(message: Entry, { kind, name }: RecallTarget): boolean {
  return logKinds[message.log[0]!]?.includes(kind) === true && message.receiver === name
}
