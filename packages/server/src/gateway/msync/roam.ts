import { ApiError } from '@ringpost/contract'
import { isConference, type RoamFrame, roamPage } from '@ringpost/protocol'
import type { Person } from '../../domain/actor.ts'
import type { Caller } from '../../domain/caller.ts'
import type { MergedPage } from '../../domain/history/merge-history.ts'
import type { Roaming } from '../../domain/history/roaming.ts'
import { foldUserName } from '../../domain/users/user-name.ts'
import { entryMeta } from './entry-frames.ts'
import { requireOwnApp } from './own-app.ts'

/** Messages per page: the client requests pages until it has as many as its app wants (native.md §5). */
const PAGE = 20
/** Attempts to find a non-empty page: each covers a bounded stretch of the log. */
const LOOKS = 20

const nothing: MergedPage = { messages: [], next: null, isLast: true }

/**
 * Answers a pull of history. Conversations that the user may not read, or that do not exist, have none: any answer but a last page
 * makes native clients ask again at once, without end (native.md §5).
 */
export async function answerRoam(
  roaming: Roaming,
  caller: Caller<Person>,
  frame: RoamFrame,
  now: number,
): Promise<Uint8Array> {
  const { messages, next, isLast } = await read(roaming, caller, frame).catch((error: unknown) => {
    if (error instanceof ApiError) return nothing
    throw error
  })
  return roamPage({
    metaId: frame.id,
    metas: messages.map((entry) => entryMeta(caller.app, entry)),
    nextKey: next,
    queue: frame.queue,
    isLast,
    timestamp: now,
  })
}

async function read(
  roaming: Roaming,
  caller: Caller<Person>,
  { queue, key }: RoamFrame,
): Promise<MergedPage> {
  if (!queue?.name || key === 'foreign') return nothing
  requireOwnApp(caller.app, [queue])
  const peer = isConference(queue)
    ? ({ kind: 'conference', id: queue.name } as const)
    : ({ kind: 'user', id: foldUserName(queue.name) } as const)
  const wanted = { contentTypes: null, senders: null, from: null, until: null, descending: true, limit: PAGE }
  let page: MergedPage = { messages: [], next: key, isLast: false }
  for (let look = 0; look < LOOKS && page.messages.length === 0 && !page.isLast; look++)
    page = await roaming.page(caller, caller.actor.name, { ...wanted, peer, start: page.next })
  return page
}
