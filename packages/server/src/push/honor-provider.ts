import type { PushCertificate } from '../domain/push/push-certificate.ts'
import type { PushNotification, PushProvider, PushResult } from '../domain/push/push-provider.ts'
import { AccessTokens, tokenIn } from './access-tokens.ts'
import { clickAction, huaweiResult } from './huawei-provider.ts'
import { at, type Fields, fieldsOf, merged, present, textOf, wholeOf } from './json-fields.ts'
import { payloadWithin } from './payload-within.ts'
import { unusable } from './push-failure.ts'
import type { ServiceAnswer, ServiceHttp } from './service-http.ts'
import { badgeOf, clickOf, secondsLeft, secretOf, settingOf } from './wishes.ts'

const tokenUrl = 'https://iam.developer.honor.com/auth/token'
const host = 'https://push-api.cloud.honor.com'
const MOST_BYTES = 4096

/** Honor Push (developer.honor.com, "downstream messages"). */
export class HonorProvider implements PushProvider {
  readonly #http: ServiceHttp
  readonly #now: () => number
  readonly #tokens: AccessTokens

  constructor(http: ServiceHttp, now: () => number) {
    this.#http = http
    this.#now = now
    this.#tokens = new AccessTokens(async (certificate) => {
      const client = settingOf(certificate, 'clientId')
      if (client === undefined) throw unusable('the certificate has no clientId')
      const answer = await http.form(tokenUrl, {
        grant_type: 'client_credentials',
        client_id: client,
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
    const url = `${host}/api/v1/${encodeURIComponent(certificate.name)}/sendMessage`
    return this.#tokens.use(certificate, async (access) => {
      const headers = { authorization: `Bearer ${access}`, timestamp: String(this.#now()) }
      return resultOf(await this.#http.json(url, { ...message, token: [token] }, headers), token)
    })
  }
}

function messageOf(certificate: PushCertificate, notification: PushNotification, now: number): Fields {
  const { title, body, options, data, block } = notification
  const wanted = textOf(options.honor_click_action) ?? settingOf(certificate, 'action')
  const click = clickOf(notification, wanted === undefined ? {} : { action: wanted })
  const badge = badgeOf(notification, 99)
  const badgeClass = badge.activity ?? settingOf(certificate, 'badgeClass')
  const base = {
    data: JSON.stringify(data),
    android: present({
      targetUserType: wholeOf(options.honor_target_user_type) ?? 0,
      ttl: `${secondsLeft(notification, now)}s`,
      notification: present({
        ...{ title, body },
        importance: textOf(options.honor_importance) ?? 'NORMAL',
        tag: notification.collapseKey,
        clickAction: clickAction(click, certificate.packageName),
        badge: badgeClass && present({ badgeClass, setNum: badge.set, addNum: badge.add }),
      }),
    }),
  }
  return merged(
    base,
    present({ data: textOf(at(block, 'data')), android: fieldsOf(at(block, 'androidConfig')) }),
  )
}

/** Code 200 also stands over tokens that failed; the other codes are those of Huawei. */
function resultOf(answer: ServiceAnswer, token: string): PushResult | undefined {
  const { body } = answer
  if (wholeOf(at(body, 'code')) !== 200) return huaweiResult(answer)
  const isAmong = (name: string) => {
    const tokens = at(body, 'data', name)
    return Array.isArray(tokens) && tokens.includes(token)
  }
  if (isAmong('expireTokens')) return { kind: 'unbind', detail: 'the token has expired', answer: body }
  if (isAmong('failTokens') || at(body, 'data', 'sendResult') === false)
    return { kind: 'refused', detail: 'Honor did not take the token', answer: body }
  return { kind: 'sent', answer: body }
}
