import type { PushCertificate } from '../domain/push/push-certificate.ts'
import type { PushNotification, PushProvider, PushResult } from '../domain/push/push-provider.ts'
import { withinCharacters } from './fitting-text.ts'
import { at, fieldsOf, snakeName, textOf, wholeOf } from './json-fields.ts'
import { formFields, ifBusy, reasonIn, type ServiceAnswer, type ServiceHttp } from './service-http.ts'
import { clickOf, secondsLeft, secretOf, settingOf } from './wishes.ts'

/** By `region` of the certificate: where its users' phones are. */
const hosts: Readonly<Record<string, string>> = {
  cn: 'https://api.xmpush.xiaomi.com',
  sgp: 'https://sgp-api.xmpush.global.xiaomi.com',
  fr: 'https://fr-api.xmpush.global.xiaomi.com',
  idmb: 'https://idmb-api.xmpush.global.xiaomi.com',
  ru: 'https://ru-api.xmpush.global.xiaomi.com',
}

/** Characters, each less than the documented limit ("less than 50", "less than 128"). */
const TITLE = 49
const DESCRIPTION = 127

/** System busy or out of service, and rates exceeded. */
const busyCodes = new Set([10001, 10002, 10003, 10009, 10022, 10023, 10024, 10027, 10037, 200001])
/** No valid target. */
const NO_TARGET = 20301

/** Xiaomi Push (dev.mi.com, "server API"). */
export class XiaomiProvider implements PushProvider {
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
    const host = hosts[settingOf(certificate, 'region') ?? 'cn'] ?? hosts.cn
    const form = { ...formOf(certificate, notification, this.#now()), registration_id: token }
    const answer = await this.#http.form(`${host}/v3/message/regid`, form, {
      authorization: `key=${secretOf(certificate, 'secret')}`,
    })
    return resultOf(answer)
  }
}

function formOf(certificate: PushCertificate, notification: PushNotification, now: number) {
  const { options, block, data, collapseKey } = notification
  const wanted = textOf(options.xiaomi_click_action) ?? settingOf(certificate, 'action')
  const { url, action, activity } = clickOf(notification, wanted === undefined ? {} : { action: wanted })
  const component = activity && `intent:#Intent;component=${certificate.packageName}/${activity};end`
  const intent = component ?? (action && `intent:#Intent;action=${action};end`)
  // notify_effect: 1 the app, 2 a page of it, 3 a web page.
  const effect = url !== undefined ? 3 : intent !== undefined ? 2 : 1
  const { extra, channelId, config: _, ...ofBlock } = fieldsOf(block)
  const base = {
    payload: JSON.stringify(data),
    restricted_package_name: certificate.packageName || undefined,
    pass_through: 0,
    notify_type: -1,
    time_to_live: secondsLeft(notification, now) * 1000,
    notify_id: collapseKey === null ? undefined : notifyId(collapseKey),
    'extra.notify_effect': effect,
    'extra.intent_uri': intent,
    'extra.web_uri': url,
    'extra.channel_id':
      textOf(channelId) ?? textOf(options.xiaomi_channel_id) ?? settingOf(certificate, 'channelId'),
    title: withinCharacters(notification.title, TITLE),
    description: withinCharacters(notification.body, DESCRIPTION),
  }
  const over = Object.entries(ofBlock).map(([key, value]) => [snakeName(key), value])
  const extras = Object.entries(fieldsOf(extra)).map(([key, value]) => [`extra.${key}`, value])
  return { ...formFields(base), ...formFields(Object.fromEntries([...over, ...extras])) }
}

/** A number of 31 bits that stands for the key. */
function notifyId(key: string): number {
  let hash = 0
  for (let i = 0; i < key.length; i++) hash = (hash * 31 + key.charCodeAt(i)) & 0x7fffffff
  return hash
}

function resultOf(answer: ServiceAnswer): PushResult {
  const { body, status, afterMs } = answer
  const code = wholeOf(at(body, 'code'))
  const detail = reasonIn(body, 'reason', 'description') ?? `Xiaomi answered ${code ?? status}`
  const busy = ifBusy(answer)
  if (busy !== undefined) return busy
  if (code === 0 && textOf(at(body, 'data', 'bad_regids')) === undefined)
    return { kind: 'sent', answer: body }
  if (code === 0 || (code === NO_TARGET && /target|regid|registration/i.test(detail)))
    return { kind: 'unbind', detail: code === 0 ? 'the registration id is bad' : detail, answer: body }
  if (code !== undefined && busyCodes.has(code)) return { kind: 'later', detail, answer: body, afterMs }
  return { kind: 'refused', detail, answer: body }
}
