import type { PushCertificate } from '../domain/push/push-certificate.ts'
import type { PushNotification, PushProvider, PushResult } from '../domain/push/push-provider.ts'
import { type AccessToken, AccessTokens, tokenIn } from './access-tokens.ts'
import { fcmMessage } from './fcm-message.ts'
import { at, parsed, textOf } from './json-fields.ts'
import { unusable } from './push-failure.ts'
import { ifBusy, type ServiceAnswer, type ServiceHttp } from './service-http.ts'
import { privateKey, signedJwt } from './signed-jwt.ts'
import { secretOf, settingOf } from './wishes.ts'

const tokenUrl = 'https://oauth2.googleapis.com/token'
const scope = 'https://www.googleapis.com/auth/firebase.messaging'

/** Firebase Cloud Messaging, HTTP v1 (firebase.google.com/docs/reference/fcm/rest/v1). */
export class FcmProvider implements PushProvider {
  readonly #http: ServiceHttp
  readonly #now: () => number
  readonly #tokens: AccessTokens

  constructor(http: ServiceHttp, now: () => number) {
    this.#http = http
    this.#now = now
    this.#tokens = new AccessTokens((certificate) => this.#obtain(certificate), now)
  }

  async push(
    certificate: PushCertificate,
    token: string,
    notification: PushNotification,
  ): Promise<PushResult> {
    const account = serviceAccount(certificate)
    const project = settingOf(certificate, 'projectId') ?? account.project
    if (project === undefined) throw unusable('the service account has no project_id')
    const message = fcmMessage(certificate, token, notification, this.#now())
    const url = `https://fcm.googleapis.com/v1/projects/${encodeURIComponent(project)}/messages:send`
    return this.#tokens.use(certificate, async (access) =>
      resultOf(await this.#http.json(url, { message }, { authorization: `Bearer ${access}` })),
    )
  }

  async #obtain(certificate: PushCertificate): Promise<AccessToken> {
    const { key, email } = serviceAccount(certificate)
    const iat = Math.floor(this.#now() / 1000)
    const claims = { iss: email, scope, aud: tokenUrl, iat, exp: iat + 3600 }
    const assertion = signedJwt({ algorithm: 'RS256', key, header: { typ: 'JWT' }, claims })
    const answer = await this.#http.form(tokenUrl, {
      grant_type: 'urn:ietf:params:oauth:grant-type:jwt-bearer',
      assertion,
    })
    return tokenIn(answer, ['access_token'], { lastsMs: 3_600_000 })
  }
}

function serviceAccount(certificate: PushCertificate) {
  const account = parsed(secretOf(certificate, 'key'))
  const email = textOf(at(account, 'client_email'))
  if (email === undefined) throw unusable('the key is no service account with a client_email')
  return {
    email,
    key: privateKey(textOf(at(account, 'private_key')), 'rsa'),
    project: textOf(at(account, 'project_id')),
  }
}

/** What FCM says ("FCM error codes"); undefined: it wants another access token. An invalid argument is the token only if no field of the request is named. */
function resultOf(answer: ServiceAnswer): PushResult | undefined {
  const { status, body } = answer
  if (status === 200 && answer.isJson) return { kind: 'sent', answer: body }
  const busy = ifBusy(answer)
  const details = at(body, 'error', 'details')
  const all = Array.isArray(details) ? (details as unknown[]) : []
  const code = all.map((each) => textOf(at(each, 'errorCode'))).find((each) => each !== undefined)
  const detail = textOf(at(body, 'error', 'message')) ?? code ?? `FCM answered ${status}`
  if (busy !== undefined) return { ...busy, detail }
  const namesField = all.some((each) => textOf(at(each, '@type'))?.endsWith('google.rpc.BadRequest'))
  const isDead =
    code === 'UNREGISTERED' ||
    code === 'SENDER_ID_MISMATCH' ||
    (status === 400 && code === 'INVALID_ARGUMENT' && !namesField)
  if (isDead) return { kind: 'unbind', detail, answer: body }
  if (status === 401 && code !== 'THIRD_PARTY_AUTH_ERROR') return undefined
  return { kind: 'refused', detail, answer: body }
}
