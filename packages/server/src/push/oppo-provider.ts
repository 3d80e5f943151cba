import { createHash } from 'node:crypto'
import type { PushCertificate } from '../domain/push/push-certificate.ts'
import type { PushNotification, PushProvider, PushResult } from '../domain/push/push-provider.ts'
import { AccessTokens, tokenIn } from './access-tokens.ts'
import { withinCharacters } from './fitting-text.ts'
import { at, type Fields, fieldsOf, merged, present, snakeCase, textOf, wholeOf } from './json-fields.ts'
import { ifBusy, reasonIn, type ServiceAnswer, type ServiceHttp } from './service-http.ts'
import { clickOf, secondsLeft, secretOf, settingOf } from './wishes.ts'

/** By `region` of the certificate. */
const hosts = { cn: 'https://api.push.oppomobile.com', intl: 'https://api-intl.push.oppomobile.com' }

/** Characters. */
const TITLE = 50
const SHORT_CONTENT = 50
const LONG_CONTENT = 128
/** ms: "auth_token" holds 24 hours. */
const TOKEN_MS = 24 * 3_600_000
/** Seconds: at most ten days. */
const MOST_TTL = 10 * 86_400

/** "Invalid AuthToken", "Missing Auth Token". */
const tokenCodes = new Set([11, 29])
/** Flow control, unavailable, and rates exceeded. */
const busyCodes = new Set([-2, -1, 13, 55])
/** "Invalid registration_id". */
const INVALID_TARGET = 10000

/** OPPO Push (open.oppomobile.com, "server API"). */
export class OppoProvider implements PushProvider {
  readonly #http: ServiceHttp
  readonly #now: () => number
  readonly #tokens: AccessTokens

  constructor(http: ServiceHttp, now: () => number) {
    this.#http = http
    this.#now = now
    this.#tokens = new AccessTokens(async (certificate) => {
      const timestamp = String(now())
      const signed = certificate.name + timestamp + secretOf(certificate, 'secret')
      const sign = createHash('sha256').update(signed).digest('hex')
      const form = { app_key: certificate.name, timestamp, sign }
      const answer = await http.form(`${hostOf(certificate)}/server/v1/auth`, form)
      return tokenIn(answer, ['data', 'auth_token'], { lastsMs: TOKEN_MS })
    }, now)
  }

  async push(
    certificate: PushCertificate,
    token: string,
    notification: PushNotification,
  ): Promise<PushResult> {
    const message = JSON.stringify({
      target_type: 2,
      target_value: token,
      notification: notificationOf(certificate, notification, this.#now()),
    })
    const url = `${hostOf(certificate)}/server/v1/message/notification/unicast`
    return this.#tokens.use(certificate, async (auth) =>
      resultOf(await this.#http.form(url, { message, auth_token: auth }, { auth_token: auth })),
    )
  }
}

function hostOf(certificate: PushCertificate): string {
  return settingOf(certificate, 'region') === 'intl' ? hosts.intl : hosts.cn
}

function notificationOf(certificate: PushCertificate, notification: PushNotification, now: number): Fields {
  const { options, block, data } = notification
  const wanted = textOf(options.oppo_click_activity) ?? settingOf(certificate, 'activity')
  const { url, action, activity } = clickOf(notification, wanted === undefined ? {} : { activity: wanted })
  const isLong = [...notification.body].length > SHORT_CONTENT
  // Types: 0 the app, 1 an action of it, 2 a web page, 4 an activity.
  const type = url !== undefined ? 2 : action !== undefined ? 1 : activity !== undefined ? 4 : 0
  const base = present({
    // 1 standard, 2 long text.
    style: isLong ? 2 : 1,
    title: withinCharacters(notification.title, TITLE),
    content: withinCharacters(notification.body, isLong ? LONG_CONTENT : SHORT_CONTENT),
    channel_id: textOf(options.oppo_channel_id) ?? settingOf(certificate, 'channelId'),
    click_action_type: type,
    click_action_url: url,
    click_action_activity: action ?? activity,
    action_parameters: JSON.stringify(data),
    off_line: true,
    off_line_ttl: Math.min(secondsLeft(notification, now), MOST_TTL),
  })
  const { config: _, ...ofBlock } = fieldsOf(block)
  return merged(base, fieldsOf(snakeCase(ofBlock)))
}

function resultOf(answer: ServiceAnswer): PushResult | undefined {
  const { body, status, afterMs } = answer
  const code = wholeOf(at(body, 'code'))
  const detail = reasonIn(body) ?? `OPPO answered ${code ?? status}`
  if ((code !== undefined && tokenCodes.has(code)) || status === 401) return undefined
  const busy = ifBusy(answer)
  if (busy !== undefined) return busy
  if (code === 0) return { kind: 'sent', answer: body }
  if (code === INVALID_TARGET) return { kind: 'unbind', detail, answer: body }
  if (code !== undefined && busyCodes.has(code)) return { kind: 'later', detail, answer: body, afterMs }
  return { kind: 'refused', detail, answer: body }
}
