import type { Outcome } from '../domain/channels/outcome.ts'
import type { Silence } from '../domain/channels/voices.ts'
import { cursorPage, numberedPage, type PageRequest } from './page-request.ts'
import { refusalReason } from './refusal-reason.ts'

/** The lists are documented without pages: a request without paging gets everybody, within reason. */
const ALL = { fallback: 10_000, most: 10_000 }
const PAGE = { fallback: 50, most: 1000 }

const places = { group: 'group', room: 'chatroom' } as const

/** The requested part of a list of users of a group or room. */
export function listPage(query: Readonly<Record<string, string>>): PageRequest {
  if (query.pagenum !== undefined || query.pagesize !== undefined) {
    const { limit, offset } = numberedPage(query, PAGE)
    return { limit, start: { offset } }
  }
  return cursorPage(query, query.cursor === undefined ? ALL : PAGE)
}

/** The fields by which replies about one user name the group or room. */
interface IdFields {
  group: { groupid: string }
  room: { chatroomid: string; id: string }
}

/** Reports, per user, the outcome of a change to a list of a group or room. */
export function outcomeIn<Kind extends keyof IdFields, const Action extends string>(
  kind: Kind,
  id: string,
  action: Action,
) {
  const fields: IdFields = { group: { groupid: id }, room: { chatroomid: id, id } }
  return ({ user, refusal }: Outcome) => ({
    result: refusal === null,
    action,
    user,
    ...fields[kind],
    ...(refusal !== null && { reason: refusalReason(refusal, user, id, places[kind]) }),
  })
}

/** Reports who is muted now and who could not be. */
export function silenced(kind: 'group' | 'room', id: string, { outcomes, until }: Silence) {
  return outcomes.map(({ user, refusal }) =>
    refusal === null
      ? { result: true, expire: until, user }
      : { result: false, user, reason: refusalReason(refusal, user, id, places[kind]) },
  )
}

/** Removal from a list never fails. */
export function done(user: string): Outcome {
  return { user, refusal: null }
}
