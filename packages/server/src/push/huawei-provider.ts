import type { PushCertificate } from '../domain/push/push-certificate.ts'
import type { PushNotification, PushProvider, PushResult } from '../domain/push/push-provider.ts'
import { AccessTokens, tokenIn } from './access-tokens.ts'
import { at, type Fields, fieldsOf, merged, present, snakeCase, textOf, wholeOf } from './json-fields.ts'
import { payloadWithin } from './payload-within.ts'
import { ifBusy, reasonIn, type ServiceAnswer, type ServiceHttp } from './service-http.ts'
import { badgeOf, type Click, clickOf, secondsLeft, secretOf, settingOf } from './wishes.ts'

const tokenUrl = 'https://oauth-login.cloud.huawei.com/oauth2/v3/token'
const host = 'https://push-api.cloud.huawei.com'
/** Bytes of a message without its tokens (code 80300008). */
const MOST_BYTES = 4096

/** Huawei Push Kit for HMS phones (REST v1, or v2 where the certificate names a project). */
export class HuaweiProvider implements PushProvider {
  readonly #http: ServiceHttp
  readonly #now: () => number
  readonly #tokens: AccessTokens

  constructor(http: ServiceHttp, now: () => number) {
    this.#http = http
    this.#now = now
    this.#tokens = new AccessTokens(async (certificate) => {
      const answer = await http.form(tokenUrl, {
        grant_type: 'client_credentials',
        client_id: certificate.name,
        client_secret: secretOf(certificate, 'secret'),
      })
      return tokenIn(answer, ['access_token'], { lastsMs: 3_600_000 })
    }, now)
  }

  async push(
    certificate: PushCertificate,
    token: string,
    notification: PushNotification,
  ): Promise<PushResult> {
    const build = (shortened: PushNotification) => messageOf(certificate, shortened, this.#now())
    const message = payloadWithin(notification, build, MOST_BYTES)
    const project = settingOf(certificate, 'projectId')
    const path =
      project === undefined
        ? `/v1/${encodeURIComponent(certificate.name)}`
        : `/v2/${encodeURIComponent(project)}`
    const body = { validate_only: false, message: { ...message, token: [token] } }
    return this.#tokens.use(certificate, async (access) =>
      huaweiResult(
        await this.#http.json(`${host}${path}/messages:send`, body, { authorization: `Bearer ${access}` }),
      ),
    )
  }
}

function messageOf(certificate: PushCertificate, notification: PushNotification, now: number): Fields {
  const { title, body, options, data, block } = notification
  const ofCertificate = settingOf(certificate, 'action')
  const wanted = textOf(options.huawei_click_action) ?? ofCertificate
  const click = clickOf(notification, wanted === undefined ? {} : { action: wanted })
  const badge = badgeOf(notification, 99)
  const badgeClass = badge.activity ?? settingOf(certificate, 'activityClass')
  const base = {
    data: JSON.stringify(data),
    android: present({
      category: textOf(options.huawei_category) ?? settingOf(certificate, 'category'),
      target_user_type: wholeOf(options.huawei_target_user_type),
      receipt_id: textOf(options.huawei_receipt_id),
      ttl: `${secondsLeft(notification, now)}s`,
      notification: present({
        ...{ title, body },
        channel_id: textOf(options.huawei_channel_id) ?? settingOf(certificate, 'channelId'),
        tag: notification.collapseKey,
        click_action: clickAction(click, certificate.packageName),
        badge: badgeClass && present({ class: badgeClass, set_num: badge.set, add_num: badge.add }),
      }),
    }),
  }
  return merged(base, fieldsOf(snakeCase(at(block, 'message'))))
}

/** Types: 1 an intent or action of the app, 2 a URL, 3 the app. */
export function clickAction({ url, action, activity }: Click, packageName: string): Fields {
  if (url !== undefined) return { type: 2, url }
  if (action !== undefined) return { type: 1, action }
  if (activity !== undefined)
    return { type: 1, intent: `intent:#Intent;component=${packageName}/${activity};end` }
  return { type: 3 }
}

/** Codes of Push Kit; undefined: it wants another access token. Only `80300007`, "all tokens are invalid", says that the one token is. */
export function huaweiResult(answer: ServiceAnswer): PushResult | undefined {
  const { status, body, afterMs } = answer
  const code = textOf(at(body, 'code'))
  const detail = reasonIn(body) ?? `the service answered ${status}`
  if (code === '80000000') return { kind: 'sent', answer: body }
  if (code === '80200001' || code === '80200003' || code === '80200005' || status === 401) return undefined
  if (code === '80300007') return { kind: 'unbind', detail, answer: body }
  // Inner error, and too much in one go.
  if (code === '81000001' || code === '80300029') return { kind: 'later', detail, answer: body, afterMs }
  return ifBusy(answer) ?? { kind: 'refused', detail, answer: body }
}
