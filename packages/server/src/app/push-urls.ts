import { pushServices } from '../domain/push/push-certificate.ts'
import type { PushUrls } from '../push/push-providers.ts'
import { serviceUrl } from './setting-kinds.ts'

/** Those have no address of their own. */
const withoutAddress: readonly string[] = ['WEBPUSH', 'WEBHOOK']

/** Reads `SERVICE=address,SERVICE=address`. @throws Error without a message */
export function parsePushUrls(text: string): PushUrls {
  const pairs = text.split(',').flatMap((pair) => {
    if (pair.trim() === '') return []
    const [name = '', ...address] = pair.trim().split('=')
    const service = pushServices.find((each) => each === name && !withoutAddress.includes(each))
    if (service === undefined) throw new Error()
    return [[service, serviceUrl.parse(address.join('='))] as const]
  })
  return Object.fromEntries(pairs)
}
