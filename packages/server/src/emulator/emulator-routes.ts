import { ApiError, testing as operations } from '@ringpost/contract'
import packageJson from '../../package.json' with { type: 'json' }
import type { App } from '../domain/tenancy/app.ts'
import { foldUserName } from '../domain/users/user-name.ts'
import { type Binding, bind } from '../http/request-context.ts'
import type { EmulatedClock } from './emulated-clock.ts'
import type { Emulator } from './emulator.ts'
import { has, type SaidMessage } from './said-message.ts'

/** @param emulator undefined: it is off, and everything is refused before it gets here. */
export function emulatorRoutes(emulator: Emulator | undefined): Binding[] {
  const on = (): Emulator => {
    if (emulator === undefined) throw new ApiError('testing.off')
    return emulator
  }
  return [
    bind(operations.testHealth, async () => ({
      reply: { status: 'ok' as const, version: packageJson.version },
    })),

    bind(operations.createTestApp, async ({ body, origin }) => {
      const { app, seeded } = await on().createApp(body, origin)
      const { key: appKey, org, name, clientId, clientSecret } = app
      const appToken = on().appToken(app)
      return { reply: { appKey, org, app: name, clientId, clientSecret, appToken, seeded } }
    }),

    bind(operations.deleteTestApp, async (context) => {
      await on().deleteApp(appOf(context))
      return { reply: {} }
    }),

    bind(operations.seedApp, async (context) => ({
      reply: await on().seed(appOf(context), context.body, context.origin),
    })),

    bind(operations.resetApp, async (context) => {
      await on().reset(appOf(context))
      return { reply: {} }
    }),

    bind(operations.issueTestToken, async (context) => {
      const { username, ttl } = context.body
      const { token, expiresAt } = await on().token(appOf(context), username, ttl)
      return { reply: { token, expiresAt } }
    }),

    bind(operations.testMessages, async (context) => ({
      reply: { messages: [...on().of(appOf(context)).messages.all] },
    })),

    bind(operations.awaitMessage, async (context) => {
      const { timeout: ms, since, where = {}, from, to, type, text } = context.body
      const wanted = {
        ...where,
        ...(from !== undefined && { from: foldUserName(from) }),
        ...(to !== undefined && { to: foldUserName(to) }),
        ...(type !== undefined && { type }),
        ...(text !== undefined && { text }),
      }
      const fits = (message: SaidMessage) => has(message, wanted)
      return { reply: await on().of(appOf(context)).messages.wait(fits, { ms, since }) }
    }),

    bind(operations.testTraffic, async (context) => {
      const { requests, frames, webhooks } = on().of(appOf(context)).traffic
      return { reply: { requests: [...requests], frames: [...frames], webhooks: [...webhooks] } }
    }),

    bind(operations.clearTraffic, async (context) => {
      on().of(appOf(context)).traffic.clear()
      return { reply: {} }
    }),

    bind(operations.testFaults, async (context) => ({
      reply: { faults: on().of(appOf(context)).faults.all },
    })),

    bind(operations.addFault, async (context) => ({
      reply: on().of(appOf(context)).faults.add(context.body),
    })),

    bind(operations.clearFaults, async (context) => {
      on().of(appOf(context)).faults.clear()
      return { reply: {} }
    }),

    bind(operations.removeFault, async (context) => ({
      reply: on().of(appOf(context)).faults.remove(context.params.fault),
    })),

    bind(operations.testClock, async () => ({ reply: shown(on().clock) })),

    bind(operations.setClock, async ({ body }) => {
      await on().clock.put(body)
      return { reply: shown(on().clock) }
    }),

    bind(operations.advanceClock, async ({ body }) => {
      await on().clock.advance(body.ms)
      return { reply: shown(on().clock) }
    }),
  ]
}

function shown(clock: EmulatedClock) {
  return { now: clock.now(), ahead: clock.ahead, frozen: clock.isFrozen }
}

/** @throws ApiError `app.unknown`. */
function appOf({ app, params }: { app: App | undefined; params: { org: string; app: string } }): App {
  if (app === undefined) throw new ApiError('app.unknown', { ...params, path: '' })
  return app
}
