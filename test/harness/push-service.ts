import { createPublicKey, type KeyObject, verify } from 'node:crypto'
import type { PushCertificate, PushService } from '../../packages/server/src/domain/push/push-certificate.ts'
import type { PushNotification, PushResult } from '../../packages/server/src/domain/push/push-provider.ts'
import { HttpOutgoing } from '../../packages/server/src/fetch/http-outgoing.ts'
import { isPublicAddress } from '../../packages/server/src/fetch/public-address.ts'
import { pushProviders } from '../../packages/server/src/push/push-providers.ts'
import { type Answer, type Asked, JsonService } from './json-service.ts'
import { WITHIN_MS } from './until.ts'

/** When tests push, in ms since 1970; `clock.now` moves. */
export const START = Date.parse('2026-03-01T12:00:00Z')

let certificates = 0

export function certificateFor(
  service: PushService,
  more: Partial<Omit<PushCertificate, 'service'>>,
): PushCertificate {
  return {
    app: 1,
    uuid: `certificate-${++certificates}`,
    name: 'notifier',
    service,
    environment: 'PRODUCTION',
    packageName: 'com.example.chat',
    disabled: false,
    settings: {},
    secrets: {},
    createdAt: START,
    modifiedAt: START,
    ...more,
  }
}

export function notification(more: Partial<PushNotification> = {}): PushNotification {
  return {
    title: 'alice',
    body: 'good morning',
    badge: 3,
    data: { f: 'alice', t: 'bob', m: '1234567890123456789', e: { deep: [1] } },
    collapseKey: 'p:alice|bob',
    expiresAt: START + 86_400_000,
    options: {},
    ...more,
  }
}

const SILENCE_MS = 100

/** Patience, in ms, with a service that always gives this answer: one that answers may take as long as it needs. */
export function patienceWith(answer: Answer): number {
  return answer === 'silence' ? SILENCE_MS : WITHIN_MS
}

/**
 * Push services with one of them, `service`, replaced by a server of the test.
 * @param patienceMs for one push.
 */
export async function startPushService(
  service: PushService,
  answer: (asked: Asked) => Answer,
  patienceMs = WITHIN_MS,
) {
  const server = await JsonService.start(answer)
  const trusted = new HttpOutgoing({ allows: () => true })
  const outgoing = new HttpOutgoing({ allows: isPublicAddress })
  const clock = { now: START }
  const now = () => clock.now
  const urls = { [service]: server.url }
  const { providers, close } = pushProviders({ outgoing, trusted, urls, now, patienceMs })
  return {
    clock,
    asked: server.asked,
    push: (
      certificate: PushCertificate,
      token: string,
      more: Partial<PushNotification> = {},
    ): Promise<PushResult> => providers[service].push(certificate, token, notification(more)),
    async [Symbol.asyncDispose]() {
      close()
      trusted.close()
      outgoing.close()
      await server[Symbol.asyncDispose]()
    },
  }
}

/** Fields of a form. */
export function formOf(asked: Asked): Record<string, string> {
  return Object.fromEntries(new URLSearchParams(String(asked.bytes)))
}

/** Header and claims of a JWT whose signature is right. */
export function verifiedJwt(
  jwt: string,
  key: KeyObject,
  options: Omit<Parameters<typeof verify>[2] & object, 'key'> = {},
  // biome-ignore lint/suspicious/noExplicitAny: tests look at what they expect
): { header: any; claims: any } {
  const [header = '', claims = '', signature = ''] = jwt.split('.')
  const given = { ...options, key: key.type === 'public' ? key : createPublicKey(key) } as never
  const isRight = verify(
    'sha256',
    Buffer.from(`${header}.${claims}`),
    given,
    Buffer.from(signature, 'base64url'),
  )
  if (!isRight) throw new Error('the signature is wrong')
  const read = (part: string) => JSON.parse(Buffer.from(part, 'base64url').toString())
  return { header: read(header), claims: read(claims) }
}
