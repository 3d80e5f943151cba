import { ApiError } from '@ringpost/contract/errors'
import { unwrapped } from '../users/preferences.ts'
import type { BindingWish } from './push-bindings.ts'

const names = ['device_id', 'device_token', 'notifier_name'] as const

/**
 * What `PUT users/{u}` says about the push token of a device (sdk-rest-calls.md N9); undefined if it does not. Clients without
 * an id of the device have one device.
 * @throws ApiError `notification.parameter_illegal` for what is not text.
 */
export function bindingIn(fields: Readonly<Record<string, unknown>>): BindingWish | undefined {
  const given = unwrapped(fields)
  if (typeof given.device_token !== 'string') {
    if (given.device_token == null) return undefined
    throw new ApiError('notification.parameter_illegal', { field: 'device_token' })
  }
  const [device, token, certificate] = names.map((name) => {
    const value = given[name] ?? ''
    if (typeof value !== 'string') throw new ApiError('notification.parameter_illegal', { field: name })
    return value
  }) as [string, string, string]
  // A token without a certificate reaches nobody; but it is no wish to unbind.
  return certificate === '' && token !== '' ? undefined : { device, token, certificate }
}
