import type { PushCertificate } from '../domain/push/push-certificate.ts'
import type { PushNotification, PushProvider, PushResult } from '../domain/push/push-provider.ts'
import { type AccessToken, AccessTokens } from './access-tokens.ts'
import { huaweiResult } from './huawei-provider.ts'
import { at, type Fields, fieldsOf, merged, parsed, present, textOf, wholeOf } from './json-fields.ts'
import { payloadWithin } from './payload-within.ts'
import { unusable } from './push-failure.ts'
import type { ServiceHttp } from './service-http.ts'
import { privateKey, signedJwt } from './signed-jwt.ts'
import { badgeOf, clickOf, secondsLeft, secretOf, settingOf } from './wishes.ts'

const host = 'https://push-api.cloud.huawei.com'
const audience = 'https://oauth-login.cloud.huawei.com/oauth2/v3/token'
const MOST_BYTES = 4096
/** Seconds that a JWT is said to hold; a day is the most (code 80300036). */
const JWT_SECONDS = 3600

/** What is wrong with the app and not with the token, although the code says "all tokens are invalid" (Push Kit, "Response codes"). */
const notTheToken =
  /noPushTypeRight|noRight|atomicUnable|countryNotSupport|Penalty|ImgVerify|appinfoError|notSupportPlayVoice/

/** Push Kit of HarmonyOS 5 and later (REST v3); the service account signs for itself. */
export class HarmonyProvider implements PushProvider {
  readonly #http: ServiceHttp
  readonly #now: () => number
  readonly #tokens: AccessTokens

  constructor(http: ServiceHttp, now: () => number) {
    this.#http = http
    this.#now = now
    this.#tokens = new AccessTokens(async (certificate) => jwtOf(certificate, now()), now)
  }

  async push(
    certificate: PushCertificate,
    token: string,
    notification: PushNotification,
  ): Promise<PushResult> {
    const account = parsed(secretOf(certificate, 'key'))
    const project = settingOf(certificate, 'projectId') ?? textOf(at(account, 'project_id'))
    if (project === undefined) throw unusable('the service account has no project_id')
    const build = (shortened: PushNotification) => messageOf(certificate, shortened, this.#now())
    const message = payloadWithin(notification, build, MOST_BYTES)
    const url = `${host}/v3/${encodeURIComponent(project)}/messages:send`
    const body = { ...message, target: { token: [token] } }
    return this.#tokens.use(certificate, async (jwt) => {
      const headers = { authorization: `Bearer ${jwt}`, 'push-type': '0' }
      const result = huaweiResult(await this.#http.json(url, body, headers))
      return result?.kind === 'unbind' && notTheToken.test(result.detail)
        ? { ...result, kind: 'refused' }
        : result
    })
  }
}

function jwtOf(certificate: PushCertificate, now: number): AccessToken {
  const account = parsed(secretOf(certificate, 'key'))
  const [iss, kid] = [textOf(at(account, 'sub_account')), textOf(at(account, 'key_id'))]
  if (iss === undefined || kid === undefined)
    throw unusable('the key is no service account with sub_account and key_id')
  const key = privateKey(textOf(at(account, 'private_key')), 'rsa')
  const iat = Math.floor(now / 1000)
  const claims = { iss, aud: audience, iat, exp: iat + JWT_SECONDS }
  return {
    token: signedJwt({ algorithm: 'PS256', key, header: { kid, typ: 'JWT' }, claims }),
    lastsMs: JWT_SECONDS * 1000,
  }
}

function messageOf(certificate: PushCertificate, notification: PushNotification, now: number): Fields {
  const { title, body, options, data, block } = notification
  const ofCertificate = settingOf(certificate, 'action')
  const wanted = textOf(options.click_action) ?? ofCertificate
  const { action, url } = clickOf(notification, wanted === undefined ? {} : { action: wanted })
  const badge = badgeOf(notification, 99)
  const opensPage = action !== undefined || url !== undefined
  const base = {
    payload: {
      notification: present({
        category: textOf(options.category) ?? settingOf(certificate, 'category') ?? 'IM',
        ...{ title, body },
        notifyId: wholeOf(options.notify_id),
        clickAction: present({ actionType: opensPage ? 1 : 0, action, uri: url, data }),
        badge:
          badge.set !== undefined || badge.add !== undefined
            ? present({ setNum: badge.set, addNum: badge.add })
            : undefined,
      }),
    },
    pushOptions: present({
      testMessage: options.is_test_message === true,
      ttl: secondsLeft(notification, now),
      receiptId: textOf(options.receipt_id),
    }),
  }
  return merged(
    base,
    present({ payload: at(block, 'payload'), pushOptions: fieldsOf(at(block, 'pushOptions')) }),
  )
}
