import { ApiError, type BodyOf, messages as operations } from '@ringpost/contract'
import type { Caller } from '../../domain/caller.ts'
import type { RecallRequest, Recalls, RecallTarget } from '../../domain/recall/recalls.ts'
import { foldUserName } from '../../domain/users/user-name.ts'
import { messageId } from '../message-id.ts'
import { type Binding, bind } from '../request-context.ts'

type Item = BodyOf<typeof operations.recallMany>['msgs'][number]

/** The recalling user if the request names none (rest-messages-users.md §7 R1). */
const DEFAULT_RECALLER = 'admin'

const kinds: Readonly<Record<string, RecallTarget['kind']>> = {
  chat: 'user',
  groupchat: 'group',
  chatroom: 'room',
}

export function recallRoutes({ recalls }: { recalls: Recalls }): Binding[] {
  /**
   * All items are parsed before the first is carried out: a list that contains a mistake changes nothing. Messages are
   * recalled side by side; items that name the same message follow each other, so that the first of them recalls it.
   */
  async function recallAll(caller: Caller, items: readonly Item[]) {
    const latest = new Map<number, Promise<unknown>>()
    return Promise.all(
      items.map(read).map(({ request, reply }) => {
        const answer = recallAfter(latest.get(request.message), caller, request).then((refusal) =>
          refusal === undefined ? reply : { ...reply, recalled: refusal },
        )
        latest.set(request.message, answer)
        return answer
      }),
    )
  }

  /** What refuses the recall, if anything does. */
  async function recallAfter(earlier: Promise<unknown> | undefined, caller: Caller, request: RecallRequest) {
    await earlier
    try {
      await recalls.recall(caller, request)
    } catch (error) {
      if (error instanceof ApiError) return error.message
      throw error
    }
    return undefined
  }

  return [
    bind(operations.recall, async ({ caller, body }) => {
      if ('msgs' in body) return { reply: await recallAll(caller, body.msgs) }
      const { request, reply } = read(body)
      await recalls.recall(caller, request)
      return { reply }
    }),

    bind(operations.recallMany, async ({ caller, body }) => ({
      reply: await recallAll(caller, body.msgs),
    })),
  ]
}

/** The parsed item, with the reply for its success. @throws ApiError `recall.chat_type_illegal`. */
function read({ msg_id, to, chat_type, from, force, sync_device, recallMessageExtensionInfo }: Item) {
  // `groupChat` (SDKs) and `group_chat` (A26) are accepted too (rest-messages-users.md §17).
  const chattype = chat_type.toLowerCase().replaceAll('_', '')
  const kind = Object.hasOwn(kinds, chattype) ? kinds[chattype] : undefined
  if (kind === undefined) throw new ApiError('recall.chat_type_illegal')
  const name = kind === 'user' ? foldUserName(to) : to
  const by = from || DEFAULT_RECALLER
  const message = messageId(msg_id) ?? 0
  const request: RecallRequest = {
    message,
    target: { kind, name },
    by: foldUserName(by),
    force: force ?? false,
    echo: sync_device ?? true,
    attributes: recallMessageExtensionInfo
      ? Buffer.from(JSON.stringify({ recallMessageExtensionInfo }))
      : null,
    origin: null,
  }
  return { request, reply: { recalled: 'yes', chattype, from: by, to, msg_id } }
}
