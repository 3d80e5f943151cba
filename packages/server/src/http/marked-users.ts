import type { Outcome } from '../domain/channels/outcome.ts'
import type { Silence } from '../domain/channels/voices.ts'
import { cursorPage, numberedPage, type PageRequest } from './page-request.ts'
import { refusalReason } from './refusal-reason.ts'

/** The lists are documented without pages: who asks for none gets everybody, within reason. */
const ALL = { fallback: 10_000, most: 10_000 }
const PAGE = { fallback: 50, most: 1000 }

/** Which part of a list of users of a group or room is wanted. */
export function listPage(query: Readonly<Record<string, string>>): PageRequest {
  if (query.pagenum !== undefined || query.pagesize !== undefined) {
    const { limit, offset } = numberedPage(query, PAGE)
    return { limit, start: { offset } }
  }
  return cursorPage(query, query.cursor === undefined ? ALL : PAGE)
}

/** What became of users of a group whose place on a list was to change. */
export function groupMark<const Action extends string>(action: Action, groupid: string) {
  return ({ user, refusal }: Outcome) => ({
    result: refusal === null,
    action,
    user,
    groupid,
    ...(refusal !== null && { reason: refusalReason(refusal, user, groupid) }),
  })
}

/** The same in a room. */
export function roomMark<const Action extends string>(action: Action, id: string) {
  return ({ user, refusal }: Outcome) => ({
    result: refusal === null,
    action,
    user,
    chatroomid: id,
    id,
    ...(refusal !== null && { reason: refusalReason(refusal, user, id, 'chatroom') }),
  })
}

/** Who is muted now, and who could not be. */
export function silenced({ outcomes, until }: Silence, id: string, place: 'group' | 'chatroom') {
  return outcomes.map(({ user, refusal }) =>
    refusal === null
      ? { result: true, expire: until, user }
      : { result: false, user, reason: refusalReason(refusal, user, id, place) },
  )
}

/** To be taken off a list never fails. */
export function done(user: string): Outcome {
  return { user, refusal: null }
}
