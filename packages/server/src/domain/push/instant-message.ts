import { ApiError } from '@ringpost/contract/errors'
import type { PushCertificate, PushService } from './push-certificate.ts'
import type { PushNotification } from './push-provider.ts'

/** Limits of push.md §7; characters outside ASCII count two. */
const TITLE = 32
const SUBTITLE = 10
const CONTENT = 100
const EXT_PAIRS = 10
const EXT_LENGTH = 1024
/** ms for which a push service keeps trying. */
const LIFE_MS = 24 * 3_600_000

type Fields = Readonly<Record<string, unknown>>

/** What an app wants to show, in its own words and in those of the push services. Kept as JSON. */
export interface InstantMessage {
  title: string
  subTitle: string
  content: string
  /** The app's own data. */
  ext: Fields
  /** `clickAction`, `badge`. */
  config: Fields
  blocks: Partial<Record<PushService, Fields>>
}

/** Names of the blocks; servers of owners and browsers have none. */
const blockNames: Readonly<Record<string, PushService>> = {
  apns: 'APNS',
  fcmV1: 'ANDROID',
  huawei: 'HUAWEIPUSH',
  honor: 'HONOR',
  xiaomi: 'XIAOMIPUSH',
  oppo: 'OPPOPUSH',
  vivo: 'VIVOPUSH',
  meizu: 'MEIZUPUSH',
  harmonyOS: 'HARMONYOS',
}

/** Reads `pushMessage`. Null and what is not known change nothing. @throws ApiError `push.illegal`, `push.bad_request`. */
export function instantMessage(fields: Fields): InstantMessage {
  const ext = objectIn(fields, 'ext')
  if (Object.keys(ext).length > EXT_PAIRS || JSON.stringify(ext).length > EXT_LENGTH)
    throw new ApiError('push.illegal', { detail: 'ext is too long' })
  const blocks = Object.entries(blockNames).flatMap(([name, service]) => {
    const block = objectIn(fields, name)
    return Object.keys(block).length === 0 ? [] : [[service, block] as const]
  })
  const message = {
    title: textIn(fields, 'title', TITLE),
    subTitle: textIn(fields, 'subTitle', SUBTITLE) || textIn(fields, 'sub_title', SUBTITLE),
    content: textIn(fields, 'content', CONTENT),
    ...{ ext, config: objectIn(fields, 'config'), blocks: Object.fromEntries(blocks) },
  }
  if (message.title === '' && message.content === '' && blocks.length === 0)
    throw new ApiError('push.illegal', { detail: 'title and content can not be empty' })
  return message
}

/** The notification of a message for a user, as a service gets it: what its block says beats what is said to all. */
export function notificationOf(
  { title, subTitle, content, ext, config, blocks }: InstantMessage,
  user: string,
  { service }: Pick<PushCertificate, 'service'>,
  now: number,
): PushNotification {
  const block = blocks[service] ?? {}
  const said = (name: string, fallback: string) =>
    typeof block[name] === 'string' && block[name] !== '' ? block[name] : fallback
  return {
    title: said('title', title),
    body: said('content', content),
    badge: null,
    data: Object.keys(ext).length === 0 ? { t: user } : { t: user, e: ext },
    collapseKey: null,
    expiresAt: now + LIFE_MS,
    options: {},
    block: { ...(service === 'APNS' && subTitle !== '' && { subTitle }), ...block, config },
  }
}

function textIn(fields: Fields, name: string, most: number): string {
  const value = fields[name] ?? ''
  if (typeof value !== 'string') throw new ApiError('push.bad_request')
  let width = 0
  for (const character of value) width += character.codePointAt(0)! < 128 ? 1 : 2
  if (width > most) throw new ApiError('push.illegal', { detail: `${name} is too long` })
  return value
}

function objectIn(fields: Fields, name: string): Fields {
  const value = fields[name] ?? {}
  if (typeof value !== 'object' || Array.isArray(value)) throw new ApiError('push.bad_request')
  return value as Fields
}
