import { ApiError, instantPush as operations } from '@ringpost/contract'
import type { LabelledUser } from '../../domain/push/push-label.ts'
import type { PushLabels } from '../../domain/push/push-labels.ts'
import { foldUserName } from '../../domain/users/user-name.ts'
import { cursorPage } from '../page-request.ts'
import { type Binding, bind } from '../request-context.ts'

const PAGE = { fallback: 100, most: 100 }

/** Labels of users (push.md §7.1). */
export function pushLabelRoutes({ pushLabels }: { pushLabels: PushLabels }): Binding[] {
  return [
    bind(operations.createPushLabel, async ({ app, body }) => {
      const { count: _, ...label } = await pushLabels.create(app, body.name, body.description ?? '')
      return { reply: label }
    }),

    bind(operations.listPushLabels, async ({ app, query }) => {
      const { limit } = cursorPage(query, PAGE)
      const labels = await pushLabels.list(app, limit, nameIn(query.cursor))
      return { reply: labels, ...cursorAfter(labels.at(-1)?.name, labels.length, limit) }
    }),

    bind(operations.getPushLabel, async ({ app, params }) => ({
      reply: await pushLabels.get(app, params.label),
    })),

    bind(operations.deletePushLabel, async ({ app, params }) => {
      await pushLabels.remove(app, params.label)
      return { reply: 'success' as const }
    }),

    bind(operations.labelUsers, async ({ app, params, body }) => {
      const names = unique(body.usernames)
      return { reply: outcome(names, await pushLabels.add(app, params.label, names)) }
    }),

    bind(operations.unlabelUsers, async ({ app, params, body }) => {
      const names = unique(body.usernames)
      return { reply: outcome(names, await pushLabels.take(app, params.label, names)) }
    }),

    bind(operations.userOfLabel, async ({ app, params }) => {
      const user = await pushLabels.user(app, params.label, foldUserName(params.username))
      return user === undefined ? {} : { reply: userJson(user) }
    }),

    bind(operations.usersOfLabel, async ({ app, params, query }) => {
      const { limit } = cursorPage(query, PAGE)
      const users = await pushLabels.users(app, params.label, limit, nameIn(query.cursor))
      return { reply: users.map(userJson), ...cursorAfter(users.at(-1)?.user, users.length, limit) }
    }),
  ]
}

function unique(names: readonly string[]): string[] {
  return [...new Set(names.map(foldUserName))]
}

function outcome(names: readonly string[], known: ReadonlySet<string>) {
  const unknown = names.filter((name) => !known.has(name))
  return {
    success: names.filter((name) => known.has(name)),
    fail: Object.fromEntries(unknown.map((name) => [name, 'appUser not exists'])),
  }
}

function userJson({ user, since }: LabelledUser) {
  return { username: user, created: since }
}

/** A full page may have another behind it. */
function cursorAfter(name: string | undefined, length: number, limit: number): { cursor?: string } {
  return name === undefined || length < limit ? {} : { cursor: Buffer.from(name).toString('base64url') }
}

/** @throws ApiError `request.cursor_illegal`. */
function nameIn(cursor: string | undefined): string {
  if (cursor === undefined || cursor === '') return ''
  const name = Buffer.from(cursor, 'base64url').toString()
  if (Buffer.from(name).toString('base64url') !== cursor) throw new ApiError('request.cursor_illegal')
  return name
}
