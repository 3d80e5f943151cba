import type { Caller } from '../domain/caller.ts'
import type { ChannelDetails } from '../domain/channels/channels.ts'
import type { Roles } from '../domain/channels/roles.ts'
import type { RequestContext } from './request-context.ts'

interface RolesPart {
  roles?: { admin: string }[]
}

/** One object per administrator: native SDKs understand no other form (native.md §8.2). */
export function rolesJson(admins: readonly string[]): { admin: string }[] {
  return admins.map((admin) => ({ admin }))
}

/**
 * What callers with `version=v3` get in the details of groups or rooms besides what all get, by id. Administrators are looked
 * up, because the members in the details are not all members of a large group.
 */
export async function rolesOf(
  roles: Roles,
  caller: Caller,
  found: readonly ChannelDetails[],
  query: RequestContext['query'],
): Promise<ReadonlyMap<string, RolesPart>> {
  if (query.version !== 'v3') return new Map()
  const parts = found.map(
    async ({ channel: { id } }): Promise<[string, RolesPart]> => [
      id,
      { roles: rolesJson(await roles.admins(caller, id)) },
    ],
  )
  return new Map(await Promise.all(parts))
}
