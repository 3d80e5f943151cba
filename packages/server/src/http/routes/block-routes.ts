import { contacts as operations } from '@ringpost/contract'
import type { Blocks } from '../../domain/contacts/blocks.ts'
import { BLOCKLIST_LIMIT } from '../../domain/contacts/relation.ts'
import type { Users } from '../../domain/users/users.ts'
import { type Binding, bind } from '../request-context.ts'
import { userJson } from '../user-json.ts'

/** Largest page, and the page size for callers who only give a cursor. */
const PAGE_LIMIT = 50

export function blockRoutes({ users, blocks }: { users: Users; blocks: Blocks }): Binding[] {
  return [
    bind(operations.blocklist, async ({ app, params, query }) => {
      const isPaged = query.pageSize !== undefined || query.cursor !== undefined
      const limit = isPaged ? pageLimit(query.pageSize) : BLOCKLIST_LIMIT
      const { contacts, cursor } = await blocks.page(app, params.username, limit, query.cursor)
      return { reply: contacts.map(({ name }) => name), count: contacts.length, cursor }
    }),

    bind(operations.blockUsers, async ({ caller, params, body }) => ({
      reply: await blocks.block(caller, params.username, body.usernames),
    })),

    bind(operations.unblockUser, async ({ app, caller, params }) => {
      const { uuid } = await users.get(app, params.username)
      const [name] = await blocks.unblock(caller, params.username, [params.blocked])
      return {
        reply: [userJson(await users.get(app, name!))],
        further: { path: `/users/${uuid}/blocks` },
      }
    }),

    bind(operations.unblockUsers, async ({ caller, params, body }) => ({
      reply: await blocks.unblock(caller, params.username, body.usernames),
    })),

    bind(operations.checkBlocks, async ({ app, body }) => {
      const found = await blocks.check(app, body.username, body.check_list)
      return {
        reply: body.check_list.map((username, i) => ({
          username,
          relation: found[i] ? 'blacklist' : 'not_blacklist',
        })),
      }
    }),
  ]
}

function pageLimit(text: string | undefined): number {
  const limit = Number(text)
  return Number.isInteger(limit) && limit > 0 ? Math.min(limit, PAGE_LIMIT) : PAGE_LIMIT
}
