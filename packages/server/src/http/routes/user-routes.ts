import { ApiError, users as operations } from '@ringpost/contract'
import { isAdmin } from '../../domain/actor.ts'
import type { Sessions } from '../../domain/devices/sessions.ts'
import type { LogStore } from '../../domain/log/log-store.ts'
import { bindingIn } from '../../domain/push/binding-fields.ts'
import type { PushBindings } from '../../domain/push/push-bindings.ts'
import { parseQuery } from '../../domain/query/parse-query.ts'
import type { Registrations } from '../../domain/users/registrations.ts'
import type { UserAccess } from '../../domain/users/user-access.ts'
import { foldUserName } from '../../domain/users/user-name.ts'
import { userVocabulary } from '../../domain/users/user-query.ts'
import type { UserPageRequest } from '../../domain/users/user-store.ts'
import type { Users } from '../../domain/users/users.ts'
import { bindingJson } from '../binding-json.ts'
import { messageId } from '../message-id.ts'
import { requireLimit } from '../page-request.ts'
import { type Binding, bind } from '../request-context.ts'
import { userJson } from '../user-json.ts'

const DEFAULT_PAGE = 10
const STATUS_BATCH = 100

export function userRoutes({
  users,
  registrations,
  userAccess: access,
  sessions,
  logs,
  pushBindings,
}: {
  users: Users
  registrations: Registrations
  userAccess: UserAccess
  pushBindings: PushBindings
  sessions: Sessions
  logs: LogStore
}): Binding[] {
  return [
    bind(operations.registerUsers, async ({ app, caller, body }) => {
      if (!Array.isArray(body))
        return { reply: [userJson(await registrations.register(app, caller.actor, body))] }
      const { created, existing } = await registrations.registerBatch(app, caller.actor, body)
      const data = existing.map((username) => ({
        username,
        registerUserFailReason: `the ${username} already exists`,
      }))
      return { reply: created.map(userJson), data }
    }),

    bind(operations.getUser, async ({ app, params }) => ({
      reply: [userJson(await users.get(app, params.username))],
      count: 1,
    })),

    bind(operations.listUsers, async ({ app, query }) => {
      // An empty `ql` selects everybody here; deletion refuses it.
      const page = await users.list(app, userPage({ ...query, ql: query.ql || undefined }))
      return { reply: page.users.map(userJson), count: page.users.length, cursor: page.cursor }
    }),

    bind(operations.deleteUser, async ({ app, caller, params }) => ({
      reply: [userJson(await users.delete(app, caller.actor, params.username))],
    })),

    bind(operations.deleteUsers, async ({ app, caller, query }) => {
      requireLimit(query.limit)
      const page = await users.deletePage(app, caller.actor, userPage(query))
      return { reply: page.users.map(userJson), count: page.users.length, cursor: page.cursor }
    }),

    bind(operations.setPassword, async ({ app, caller, params, body, network }) => {
      const proof = isAdmin(caller.actor) ? 'admin' : { oldPassword: body.oldpassword ?? '', network }
      await access.setPassword(app, caller.actor, params.username, body.newpassword, proof)
      return {}
    }),

    bind(operations.updateUser, async ({ app, caller, params, body }) => {
      const wish = bindingIn(body)
      const user = await users.update(app, caller.actor, params.username, body)
      if (wish === undefined) return { reply: [userJson(user)] }
      await pushBindings.change(app, user.name, wish)
      const pushInfo = (await pushBindings.of(app, user.name)).map(bindingJson)
      return { reply: [{ ...userJson(user), pushInfo }] }
    }),

    bind(operations.deactivateUser, async ({ app, caller, params }) => ({
      reply: [userJson(await access.deactivate(app, caller.actor, params.username))],
    })),

    bind(operations.activateUser, async ({ app, caller, params }) => {
      await access.activate(app, caller.actor, params.username)
      return {}
    }),

    bind(operations.disconnectUser, async ({ app, caller, params }) => {
      await access.disconnect(app, caller.actor, params.username)
      return { reply: { result: true } }
    }),

    bind(operations.disconnectDevice, async ({ app, caller, params }) => ({
      reply: { result: await access.disconnectDevice(app, caller.actor, params.username, params.resource) },
    })),

    bind(operations.listResources, async ({ app, params }) => {
      const { name } = await users.get(app, params.username)
      const devices = await sessions.online(app.id, name)
      return {
        reply: devices.map((device) => ({
          res: device.resource,
          device_uuid: device.uuid,
          device_name: device.name,
        })),
      }
    }),

    bind(operations.userStatus, async ({ app, params }) => {
      const { name } = await users.get(app, params.username)
      const online = (await sessions.present(app.id, [name])).has(name)
      return { reply: { [name]: online ? 'online' : 'offline' }, count: 0 }
    }),

    bind(operations.userStatusBatch, async ({ app, body }) => {
      const names = typeof body.usernames === 'string' ? [body.usernames] : body.usernames
      if (names.length > STATUS_BATCH) throw new ApiError('user.status_batch_too_large')
      const present = await sessions.present(app.id, names.map(foldUserName))
      return {
        reply: names.map((name) => ({ [name]: present.has(foldUserName(name)) ? 'online' : 'offline' })),
      }
    }),

    bind(operations.offlineCount, async ({ app, params }) => {
      const { name } = await users.get(app, params.username)
      return { reply: { [name]: await logs.countUndelivered(app.id, name) }, count: 0 }
    }),

    bind(operations.offlineStatus, async ({ app, params }) => {
      const { name } = await users.get(app, params.username)
      const id = messageId(params.msg_id)
      const delivered = id !== undefined && (await logs.isDelivered(app.id, name, id))
      return { reply: { [params.msg_id]: delivered ? 'delivered' : 'undelivered' }, count: 0 }
    }),
  ]
}

/** @throws ApiError `query.illegal`. */
function userPage({ ql, limit, cursor }: Readonly<Record<string, string | undefined>>): UserPageRequest {
  const query = ql === undefined ? undefined : parseQuery(ql, userVocabulary)
  const wanted = Number(limit)
  const isWhole = Number.isInteger(wanted) && wanted > 0
  return { query, cursor, limit: isWhole ? wanted : (query?.limit ?? DEFAULT_PAGE) }
}
