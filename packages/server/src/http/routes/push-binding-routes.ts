import { push as operations } from '@ringpost/contract'
import type { PushBindings } from '../../domain/push/push-bindings.ts'
import type { Users } from '../../domain/users/users.ts'
import { bindingJson } from '../binding-json.ts'
import { type Binding, bind } from '../request-context.ts'

/** Devices that push services reach (push.md §1). */
export function pushBindingRoutes({
  pushBindings,
  users,
}: {
  pushBindings: PushBindings
  users: Users
}): Binding[] {
  return [
    bind(operations.bindPushDevice, async ({ app, params, body }) => {
      const { name } = await users.get(app, params.username)
      const { device_id: device, device_token: token, notifier_name: certificate } = body
      await pushBindings.change(app, name, { device, token, certificate })
      return { reply: (await pushBindings.of(app, name, device)).map(bindingJson) }
    }),

    bind(operations.pushBindings, async ({ app, params }) => {
      const { name } = await users.get(app, params.username)
      return { reply: (await pushBindings.of(app, name)).map(bindingJson) }
    }),
  ]
}
