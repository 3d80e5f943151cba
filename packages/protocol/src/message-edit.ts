import { metaOf } from './message-meta.ts'
import { type KeyValueFields, MessageBody } from './msync.generated.js'
import { BodyType, ContentSubType, ContentType, EditScope } from './numbers.ts'
import { streamStatus } from './stream-state.ts'
import { decode, encode } from './wire.ts'

/** `edit_msg` in MessageBody.meta (msync.md §6.5, §6.6). */
export interface EditInfo {
  /** Number of edits, including this one. */
  count: number
  operator: string
  /** ms since 1970. */
  edit_time: number
  sender: string
  /** ms since 1970. */
  send_time: number
  chat_type: 'chat:user' | 'chat:group' | 'chat:room'
}

/** Number of edits of a message with this MessageBody.meta. */
export function editCount(meta: string | null): number {
  if (meta === null) return 0
  const { edit_msg: edit } = metaOf(meta)
  const count = (edit as { count?: unknown } | undefined)?.count
  return typeof count === 'number' ? count : 0
}

/**
 * Applies the EDIT `edit` to the message `payload`: returns its new form for storage, and the notice for those who have it. Text
 * and custom messages change entirely; of others only the attributes change, whatever content comes along. Attributes change if
 * the scope of the edit says so. Nothing changes before a stream is over. Undefined if nothing of the message can be changed like this. Throws ProtocolError.
 * @param mergesExt the attributes are merged into those of the message instead of replacing them.
 */
export function editMessageBody(
  payload: Uint8Array,
  edit: Uint8Array,
  { id, mergesExt, info }: { id: number; mergesExt: boolean; info: EditInfo },
): { payload: Uint8Array; notice: Uint8Array } | undefined {
  const body = decode(MessageBody, payload)
  const asked = decode(MessageBody, edit)
  const old = body.contents[0]
  if (old === undefined || old.type === ContentType.COMMAND) return undefined
  const { stream } = body
  if (stream !== null && stream.status !== streamStatus.full) return undefined
  const isPlain =
    old.subType === null || (old.subType === ContentSubType.STREAM && old.type === ContentType.TEXT)
  const isOpen = isPlain && (old.type === ContentType.TEXT || old.type === ContentType.CUSTOM)
  const content = asked.contents[0]?.type == null || !isOpen ? undefined : asked.contents[0]
  const changesExt = asked.editScope === EditScope.BODY_AND_EXT
  if (content !== undefined && content.type !== old.type) return undefined
  if (content === undefined && !changesExt) return undefined
  const ext = !changesExt ? body.ext : mergesExt ? merged(body.ext, asked.ext) : asked.ext
  const contents = [content ?? old]
  const { count, operator, edit_time } = info
  const meta = JSON.stringify({ ...metaOf(body.meta), edit_msg: { count, operator, edit_time } })
  const notice = {
    type: BodyType.EDIT,
    from: body.from,
    to: body.to,
    contents,
    ext,
    meta: JSON.stringify({ edit_msg: info }),
    editId: id,
    editScope: changesExt ? EditScope.BODY_AND_EXT : EditScope.BODY,
  }
  return {
    // What somebody wrote anew is no stream.
    payload: encode(MessageBody, {
      ...body,
      contents,
      ext,
      meta,
      stream: content === undefined ? stream : null,
    }),
    notice: encode(MessageBody, notice),
  }
}

function merged(old: readonly KeyValueFields[], added: readonly KeyValueFields[]): KeyValueFields[] {
  const keys = new Set(added.map(({ key }) => key))
  return [...old.filter(({ key }) => !keys.has(key)), ...added]
}
