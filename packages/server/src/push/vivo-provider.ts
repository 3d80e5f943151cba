import { createHash, randomUUID } from 'node:crypto'
import type { PushCertificate } from '../domain/push/push-certificate.ts'
import type { PushNotification, PushProvider, PushResult } from '../domain/push/push-provider.ts'
import { AccessTokens, tokenIn } from './access-tokens.ts'
import { withinWidth } from './fitting-text.ts'
import { at, type Fields, fieldsOf, merged, present, textOf, wholeOf } from './json-fields.ts'
import { unusable } from './push-failure.ts'
import { ifBusy, reasonIn, type ServiceAnswer, type ServiceHttp } from './service-http.ts'
import { clickOf, secondsLeft, secretOf, settingOf } from './wishes.ts'

const host = 'https://api-push.vivo.com.cn'

/** Characters; a Chinese one counts two. */
const TITLE = 40
const CONTENT = 100
/** ms: a token holds a day. */
const TOKEN_MS = 24 * 3_600_000
/** Seconds for which a message may be kept. */
const LEAST_TTL = 60
const MOST_TTL = 7 * 86_400

/** The token is not valid. */
const TOKEN_REFUSED = 10000
const INVALID_TARGET = 10302
/** Too fast, and an error of theirs. */
const busyCodes = new Set([10072, 10102])
/** `invalidUser.status`: no such regId. The others are phones that are away or take no notifications. */
const NO_SUCH_USER = 1

/** vivo Push (dev.vivo.com.cn, "server API"). */
export class VivoProvider implements PushProvider {
  readonly #http: ServiceHttp
  readonly #now: () => number
  readonly #tokens: AccessTokens

  constructor(http: ServiceHttp, now: () => number) {
    this.#http = http
    this.#now = now
    this.#tokens = new AccessTokens(async (certificate) => {
      const { appId, appKey } = idsOf(certificate)
      const timestamp = now()
      const signed = `${appId}${appKey}${timestamp}${secretOf(certificate, 'secret').trim()}`
      const sign = createHash('md5').update(signed).digest('hex')
      const answer = await http.json(`${host}/message/auth`, {
        appId: Number(appId),
        appKey,
        timestamp,
        sign,
      })
      return tokenIn(answer, ['authToken'], { lastsMs: TOKEN_MS })
    }, now)
  }

  async push(
    certificate: PushCertificate,
    token: string,
    notification: PushNotification,
  ): Promise<PushResult> {
    const body = { ...messageOf(certificate, notification, this.#now()), regId: token }
    return this.#tokens.use(certificate, async (authToken) =>
      resultOf(await this.#http.json(`${host}/message/send`, body, { authToken })),
    )
  }
}

/** The name of the certificate is `appId#appKey`. */
function idsOf({ name }: PushCertificate) {
  const [, appId, appKey] = /^(\d+)#(.+)$/.exec(name) ?? []
  if (appId === undefined || appKey === undefined)
    throw unusable('the name of the certificate is not appId#appKey')
  return { appId, appKey }
}

function messageOf(certificate: PushCertificate, notification: PushNotification, now: number): Fields {
  const { options, block, data } = notification
  const wanted = textOf(options.vivo_click_activity) ?? settingOf(certificate, 'activity')
  const { url, action, activity } = clickOf(notification, wanted === undefined ? {} : { activity: wanted })
  const ttl = Math.min(Math.max(secondsLeft(notification, now), LEAST_TTL), MOST_TTL)
  const page = action ?? (activity && `intent:#Intent;component=${certificate.packageName}/${activity};end`)
  const base = present({
    appId: Number(idsOf(certificate).appId),
    notifyType: 4,
    title: withinWidth(notification.title, TITLE),
    content: withinWidth(notification.body, CONTENT),
    timeToLive: ttl,
    // 1 the app, 2 a web page, 4 a page of the app.
    skipType: url !== undefined ? 2 : page !== undefined ? 4 : 1,
    skipContent: url ?? page,
    // 1: system messages, to which chat belongs.
    classification: wholeOf(settingOf(certificate, 'classification')) ?? 1,
    category: textOf(options.vivo_category) ?? settingOf(certificate, 'category'),
    clientCustomMap: Object.fromEntries(
      Object.entries(data).map(([key, value]) => [
        key,
        typeof value === 'string' ? value : JSON.stringify(value),
      ]),
    ),
    requestId: randomUUID(),
    pushMode: certificate.environment === 'DEVELOPMENT' ? 1 : 0,
  })
  const { config: _, ...ofBlock } = fieldsOf(block)
  return merged(base, ofBlock)
}

function resultOf(answer: ServiceAnswer): PushResult | undefined {
  const { body, status, afterMs } = answer
  const code = wholeOf(at(body, 'result'))
  const detail = reasonIn(body) ?? `vivo answered ${code ?? status}`
  if (code === TOKEN_REFUSED || status === 401) return undefined
  const busy = ifBusy(answer)
  if (busy !== undefined) return busy
  const away = wholeOf(at(body, 'invalidUser', 'status'))
  if (code === INVALID_TARGET || away === NO_SUCH_USER) return { kind: 'unbind', detail, answer: body }
  if (code === 0 && away === undefined) return { kind: 'sent', answer: body }
  if (code !== undefined && busyCodes.has(code)) return { kind: 'later', detail, answer: body, afterMs }
  return { kind: 'refused', detail, answer: body }
}
