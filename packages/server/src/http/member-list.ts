import type { Caller } from '../domain/caller.ts'
import type { Member } from '../domain/channels/channel.ts'
import type { Members } from '../domain/channels/members.ts'
import { cursorPage, numberedPage } from './page-request.ts'
import type { OperationReply, RequestContext } from './request-context.ts'

const PAGE = { fallback: 1000, most: 1000 }
const CURSOR_PAGE = { fallback: 50, most: 1000 }

interface Affiliation {
  owner?: string
  admin?: string
  member?: string
  joined_time?: number
}

/** A member keyed by role. Administrators count as members unless the caller's form of the list separates them. */
export function affiliation(
  { user, role, joinedAt }: Member,
  { withTime, withAdmins }: { withTime: boolean; withAdmins: boolean },
): Affiliation {
  const key = role === 'admin' && !withAdmins ? 'member' : role
  return { [key]: user, ...(withTime && { joined_time: joinedAt }) }
}

/**
 * One page of the members of a group or room, in the three forms that callers know (rest-groups-rooms.md G17, G17c;
 * sdk-rest-calls.md G13): by number, by cursor, and by cursor as plain names without the owner.
 */
export async function memberList(
  members: Members,
  id: string,
  { caller, query }: { caller: Caller; query: RequestContext['query'] },
): Promise<OperationReply & { reply: Affiliation[] | string[] }> {
  const withTime = query.joined_time === 'true'
  if (query.limit === undefined && query.cursor === undefined) {
    const { limit, offset } = numberedPage(query, PAGE)
    const page = await members.list(caller, id, limit, { offset })
    const reply = page.members.map((member) => affiliation(member, { withTime, withAdmins: false }))
    return { reply, count: reply.length }
  }
  const { limit, start } = cursorPage(query, CURSOR_PAGE)
  const plain = query.version === 'v3' && !withTime
  const view = { newestFirst: query.sort === 'desc', withoutOwner: plain }
  const page = await members.list(caller, id, limit, start, view)
  const reply = plain
    ? page.members.map(({ user }) => user)
    : page.members.map((member) => affiliation(member, { withTime, withAdmins: true }))
  return { reply, count: reply.length, cursor: page.cursor }
}
