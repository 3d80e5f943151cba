import type { PushNotification } from '../domain/push/push-provider.ts'
import { builtWithin } from './fitting-text.ts'
import { unusable } from './push-failure.ts'

/**
 * Shortens the text of a notification until what is built from it takes no more than a number of bytes as JSON.
 * @param reserved bytes of them that are needed for something else.
 * @throws PushFailure if it is too long even without text.
 */
export function payloadWithin<Payload>(
  notification: PushNotification,
  build: (shortened: PushNotification) => Payload,
  most: number,
  reserved = 0,
): Payload {
  const buildWith = (body: string) => build({ ...notification, body })
  const payload = builtWithin(notification.body, buildWith, most - reserved)
  if (payload === undefined) throw unusable(`the payload is longer than ${most} bytes`)
  return payload
}
