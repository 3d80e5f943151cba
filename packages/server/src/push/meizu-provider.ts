import { createHash } from 'node:crypto'
import type { PushCertificate } from '../domain/push/push-certificate.ts'
import type { PushNotification, PushProvider, PushResult } from '../domain/push/push-provider.ts'
import { withinCharacters } from './fitting-text.ts'
import { at, type Fields, fieldsOf, merged, present, textOf, wholeOf } from './json-fields.ts'
import { ifBusy, reasonIn, type ServiceAnswer, type ServiceHttp } from './service-http.ts'
import { clickOf, secondsLeft, secretOf, settingOf } from './wishes.ts'

const url = 'https://server-api-push.meizu.com/garcia/api/server/push/varnished/pushByPushId'

/** Characters. */
const TITLE = 32
const CONTENT = 100
/** Hours for which a message may be kept. */
const MOST_HOURS = 72

/** Errors of theirs, and rates exceeded. */
const busyCodes = new Set([500, 1001, 1003, 110010])
/** In `value`, by push id: failed or overloaded. */
const busyReasons = ['501', '513', '518', '519']
/** In `value`: not subscribed any more, and no push id. */
const deadReasons = ['110002', '110003']

/** Meizu Push (github.com/MEIZUPUSH/PushAPI). */
export class MeizuProvider implements PushProvider {
  readonly #http: ServiceHttp
  readonly #now: () => number

  constructor(http: ServiceHttp, now: () => number) {
    this.#http = http
    this.#now = now
  }

  async push(
    certificate: PushCertificate,
    token: string,
    notification: PushNotification,
  ): Promise<PushResult> {
    const messageJson = JSON.stringify(messageOf(certificate, notification, this.#now()))
    const fields = { appId: certificate.name, messageJson, pushIds: token }
    const sign = signatureOf(fields, secretOf(certificate, 'secret'))
    return resultOf(await this.#http.form(url, { ...fields, sign }))
  }
}

/** MD5 over the fields in the order of their names, and the secret. */
function signatureOf(fields: Readonly<Record<string, string>>, secret: string): string {
  const names = Object.keys(fields).sort()
  const signed = names.map((name) => `${name}=${fields[name]}`).join('') + secret
  return createHash('md5').update(signed).digest('hex')
}

function messageOf(certificate: PushCertificate, notification: PushNotification, now: number): Fields {
  const { options, block, data, collapseKey } = notification
  const wanted = textOf(options.meizu_click_activity) ?? settingOf(certificate, 'activity')
  const { url: page, activity } = clickOf(notification, wanted === undefined ? {} : { activity: wanted })
  const hours = Math.min(Math.max(Math.ceil(secondsLeft(notification, now) / 3600), 1), MOST_HOURS)
  const base = {
    noticeBarInfo: {
      title: withinCharacters(notification.title, TITLE),
      content: withinCharacters(notification.body, CONTENT),
    },
    // Types: 0 the app, 1 an activity, 2 a URI.
    clickTypeInfo: present({
      clickType: page !== undefined ? 2 : activity !== undefined ? 1 : 0,
      url: page,
      activity,
      parameters: data,
    }),
    pushTimeInfo: { offLine: 1, validTime: hours },
    ...(collapseKey !== null && { advanceInfo: { notifyKey: notifyKey(collapseKey) } }),
  }
  const { config: _, ...ofBlock } = fieldsOf(block)
  return merged(base, ofBlock)
}

/** Eight characters that stand for the key: no more are allowed. */
function notifyKey(key: string): string {
  return createHash('sha256').update(key).digest('base64url').slice(0, 8)
}

/** Code 200 also stands over push ids that failed: they are in `value`, by reason. */
function resultOf(answer: ServiceAnswer): PushResult {
  const { body, status, afterMs } = answer
  const busy = ifBusy(answer)
  if (busy !== undefined) return busy
  const code = wholeOf(at(body, 'code'))
  const reasons = Object.keys(fieldsOf(at(body, 'value')))
  const detail = reasonIn(body) ?? `Meizu answered ${reasons[0] ?? code ?? status}`
  if (code === 200 && reasons.length === 0) return { kind: 'sent', answer: body }
  if (reasons.some((each) => deadReasons.includes(each))) return { kind: 'unbind', detail, answer: body }
  const isBusy =
    (code !== undefined && busyCodes.has(code)) || reasons.some((each) => busyReasons.includes(each))
  if (isBusy) return { kind: 'later', detail, answer: body, afterMs }
  return { kind: 'refused', detail, answer: body }
}
