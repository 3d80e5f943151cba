import type { PushBinding } from '../domain/push/push-binding.ts'

/** A binding as clients write it (push.md §1). */
export function bindingJson({ device, certificate, token }: PushBinding) {
  return { device_id: device, device_token: token, notifier_name: certificate }
}
