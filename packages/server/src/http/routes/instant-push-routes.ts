import { ApiError, instantPush as operations } from '@ringpost/contract'
import { instantMessage } from '../../domain/push/instant-message.ts'
import type { InstantPush } from '../../domain/push/instant-push.ts'
import type { PushResult } from '../../domain/push/push-provider.ts'
import { foldUserName } from '../../domain/users/user-name.ts'
import { type Binding, bind } from '../request-context.ts'

/** Through the push services; through the connection of the SDK, whose frames are not documented. */
const SERVICES = [0, 2, 3]
const OWN = [1, 4]
const NOT_SUPPORTED = 'the own channel is not supported: use strategy 0, 2 or 3'
const UNKNOWN = 'appUser not exists'

type Body = {
  strategy?: number | string | null | undefined
  pushMessage: object
  startDate?: string | null | undefined
}

/** Notifications that an app sends itself (push.md §7). What becomes of them is in the body: the status is 200 in any case. */
export function instantPushRoutes({ instantPush }: { instantPush: InstantPush }): Binding[] {
  return [
    bind(operations.pushNow, async ({ app, params, body }) => {
      const message = messageIn(body)
      if (!usesServices(body)) return { reply: [{ pushStatus: 'FAIL', desc: NOT_SUPPORTED }] }
      const pushed = await instantPush.now(app, params.username, message)
      if (pushed === undefined) return { reply: [{ pushStatus: 'FAIL', desc: UNKNOWN }] }
      if (pushed.length === 0) return { reply: [{ pushStatus: 'FAIL', desc: 'no push binding' }] }
      return { reply: pushed.map(({ result }) => resultJson(result)) }
    }),

    bind(operations.pushLater, async ({ app, params, body }) => {
      const message = messageIn(body)
      if (!usesServices(body)) return { reply: [{ pushStatus: 'FAIL', data: '', desc: NOT_SUPPORTED }] }
      const known = await instantPush.soon(app, [params.username], message)
      return {
        reply: [
          known.size > 0
            ? { pushStatus: 'ASYNC_SUCCESS', data: '', desc: 'success' }
            : { pushStatus: 'FAIL', data: '', desc: UNKNOWN },
        ],
      }
    }),

    bind(operations.pushToUsers, async ({ app, body }) => {
      const message = messageIn(body)
      const known = usesServices(body) ? await instantPush.soon(app, body.targets, message) : undefined
      return {
        reply: body.targets.map((id) => {
          if (known === undefined) return { id, pushStatus: 'FAIL', desc: NOT_SUPPORTED }
          return known.has(foldUserName(id))
            ? { id, pushStatus: 'ASYNC_SUCCESS', desc: 'async success.' }
            : { id, pushStatus: 'FAIL', desc: UNKNOWN }
        }),
      }
    }),

    bind(operations.pushToLabel, async ({ app, body }) => ({
      reply: {
        taskId: await instantPush.task(app, { label: body.targets[0]! }, taskMessageIn(body), startOf(body)),
      },
    })),

    bind(operations.pushToList, async ({ app, body }) => {
      const users = [...new Set(body.targets.map(foldUserName))]
      return { reply: { taskId: await instantPush.task(app, { users }, taskMessageIn(body), startOf(body)) } }
    }),

    bind(operations.pushToAll, async ({ app, body }) => ({
      reply: await instantPush.task(app, { all: true }, taskMessageIn(body), startOf(body)),
    })),
  ]
}

function messageIn({ pushMessage }: Body) {
  return instantMessage(pushMessage as Readonly<Record<string, unknown>>)
}

/** A task has no place to say that it cannot be. */
function taskMessageIn(body: Body) {
  const message = messageIn(body)
  if (!usesServices(body)) throw new ApiError('push.illegal', { detail: NOT_SUPPORTED })
  return message
}

function startOf({ startDate }: Body): string | undefined {
  return startDate || undefined
}

/** @throws ApiError `push.illegal`. */
function usesServices({ strategy }: Body): boolean {
  const number = strategy === undefined || strategy === null || strategy === '' ? 2 : Number(strategy)
  if (SERVICES.includes(number)) return true
  if (OWN.includes(number)) return false
  throw new ApiError('push.illegal', { detail: 'strategy must be 0 to 4' })
}

function resultJson(result: PushResult) {
  const { kind, answer } = result
  const data = answer === null || answer === undefined ? {} : { data: answer }
  if (kind === 'sent') return { pushStatus: 'SUCCESS', ...data, desc: 'success' }
  return { pushStatus: kind === 'later' ? 'ERROR' : 'FAIL', ...data, desc: result.detail }
}
