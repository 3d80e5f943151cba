import assert from 'node:assert/strict'
import { createDecipheriv, createECDH, createPublicKey, type ECDH, hkdfSync, randomBytes } from 'node:crypto'
import { after, test } from 'node:test'
import { type Answer, JsonService } from '../../../../test/harness/json-service.ts'
import {
  certificateFor,
  notification,
  patienceWith,
  START,
  verifiedJwt,
} from '../../../../test/harness/push-service.ts'
import { WITHIN_MS } from '../../../../test/harness/until.ts'
import type { PushNotification } from '../domain/push/push-provider.ts'
import { HttpOutgoing } from '../fetch/http-outgoing.ts'
import { isPublicAddress } from '../fetch/public-address.ts'
import { pushProviders } from './push-providers.ts'
import { encryptedForBrowser } from './web-push-encryption.ts'

const bytes = (text: string) => Buffer.from(text, 'base64url')

test('encryption is that of RFC 8291, appendix A', () => {
  const encrypted = encryptedForBrowser(
    Buffer.from('When I grow up, I want to be a watermelon'),
    {
      p256dh: bytes(
        'BCVxsr7N_eNgVRqvHtD0zTZsEc6-VV-JvLexhqUzORcxaOzi6-AYWXvTBHm4bjyPjs7Vd8pZGH6SRpkNtoIAiw4',
      ),
      auth: bytes('BTBZMqHH6r4Tts7J_aSIgg'),
    },
    { secret: bytes('yfWPiYE-n46HLnH0KqZOF1fJJU3MYrct3AELtAQ-oRw'), salt: bytes('DGv6ra1nlYgDCS1FRnbzlw') },
  )
  assert.equal(
    encrypted?.toString('base64url'),
    'DGv6ra1nlYgDCS1FRnbzlwAAEABBBP4z9KsN6nGRTbVYI_c7VJSPQTBtkgcy27mlmlMoZIIgDll6e3vCYLocInmYWAmS6TlzAC8wEqKK6PBru3jl7A_yl95bQpu6cVPTpK4Mqgkf1CXztLVBSt2Ks3oZwbuwXPXLWyouBWLVWGNWQexSgSxsj_Qulcy4a-fN',
  )
})

const vapid = createECDH('prime256v1')
vapid.generateKeys()
const certificate = (more = {}) =>
  certificateFor('WEBPUSH', {
    settings: { subject: 'mailto:push@example.com' },
    secrets: { key: vapid.getPrivateKey('base64url') },
    ...more,
  })

const browser = createECDH('prime256v1')
browser.generateKeys()
const auth = randomBytes(16)
const subscription = (endpoint: string) =>
  JSON.stringify({
    endpoint,
    expirationTime: null,
    keys: { p256dh: browser.getPublicKey('base64url'), auth: auth.toString('base64url') },
  })

/** As a browser reads it. */
function decrypted(message: Buffer, key: ECDH): string {
  const salt = message.subarray(0, 16)
  const sender = message.subarray(21, 21 + message[20]!)
  const info = Buffer.concat([Buffer.from('WebPush: info\0'), key.getPublicKey(), sender])
  const input = Buffer.from(hkdfSync('sha256', key.computeSecret(sender), auth, info, 32))
  const derived = (name: string, size: number) =>
    Buffer.from(hkdfSync('sha256', input, salt, `Content-Encoding: ${name}\0`, size))
  const decipher = createDecipheriv('aes-128-gcm', derived('aes128gcm', 16), derived('nonce', 12))
  decipher.setAuthTag(message.subarray(-16))
  const padded = Buffer.concat([decipher.update(message.subarray(86, -16)), decipher.final()])
  return padded.subarray(0, padded.lastIndexOf(2)).toString()
}

const open = new HttpOutgoing({ allows: () => true })
after(() => open.close())
const providersWith = (patienceMs: number) =>
  pushProviders({ outgoing: open, trusted: open, urls: {}, now: () => START, patienceMs }).providers
const providers = providersWith(WITHIN_MS)
const push = (endpoint: string, more: Partial<PushNotification> = {}, of = certificate()) =>
  providers.WEBPUSH.push(of, subscription(endpoint), notification(more))

test('a browser can decrypt what it gets, and its push service can check who sent it', async () => {
  await using service = await JsonService.start(() => ({ status: 201, body: {} }))
  assert.equal((await push(`${service.url}/push/1?a=b`)).kind, 'sent')
  const { path, headers, bytes: message } = service.asked[0]!
  assert.equal(path, '/push/1?a=b')
  assert.deepEqual(
    [headers['content-encoding'], headers.ttl, headers.urgency, headers.topic?.length],
    ['aes128gcm', '86400', 'high', 32],
  )
  const [, jwt = '', published = ''] = /^vapid t=(.+), k=(.+)$/.exec(headers.authorization!)!
  const point = bytes(published)
  const jwk = {
    ...{ kty: 'EC', crv: 'P-256' },
    x: point.subarray(1, 33).toString('base64url'),
    y: point.subarray(33).toString('base64url'),
  }
  const key = createPublicKey({ key: jwk, format: 'jwk' })
  const { claims } = verifiedJwt(jwt, key, { dsaEncoding: 'ieee-p1363' } as never)
  assert.deepEqual([claims.aud, claims.sub], [service.url, 'mailto:push@example.com'])
  assert.ok(claims.exp > START / 1000 && claims.exp <= START / 1000 + 86_400)
  assert.deepEqual(JSON.parse(decrypted(message, browser)), {
    title: 'alice',
    body: 'good morning',
    badge: 3,
    tag: 'p:alice|bob',
    data: { f: 'alice', t: 'bob', m: '1234567890123456789', e: { deep: [1] } },
  })
})

test('a message takes no more than 4096 bytes when it is encrypted', async () => {
  await using service = await JsonService.start(() => ({ status: 201, body: {} }))
  await push(`${service.url}/1`, { body: 'é'.repeat(5000) })
  const { bytes: message } = service.asked[0]!
  assert.ok(message.length <= 4096 && message.length > 4090)
  assert.match(JSON.parse(decrypted(message, browser)).body, /^é+…$/)
})

const answers: [answer: Answer, kind: string][] = [
  [{ status: 404, body: {} }, 'unbind'],
  [{ status: 410, body: {} }, 'unbind'],
  [{ status: 400, body: {} }, 'refused'],
  [{ status: 403, body: {} }, 'refused'],
  [{ status: 413, body: {} }, 'refused'],
  [{ status: 429, headers: { 'retry-after': '3' }, body: {} }, 'later'],
  [{ status: 502, body: {} }, 'later'],
  ['silence', 'later'],
  ['reset', 'later'],
]
for (const [answer, kind] of answers)
  test(`a push service of a browser answering ${JSON.stringify(answer)} is ${kind}`, async () => {
    await using service = await JsonService.start(() => answer)
    const { WEBPUSH } = providersWith(patienceWith(answer))
    const result = await WEBPUSH.push(certificate(), subscription(`${service.url}/1`), notification())
    assert.equal(result.kind, kind)
  })

test('tokens that are no subscription are unbound; keys that are none are refused', async () => {
  const endpoint = 'https://example.com/1'
  const offCurve = { p256dh: Buffer.alloc(65, 4).toString('base64url'), auth: auth.toString('base64url') }
  const bad = [
    { endpoint, keys: {} },
    { endpoint, keys: offCurve },
  ].map((each) => JSON.stringify(each))
  for (const token of ['', 'text', '{}', ...bad])
    assert.equal((await providers.WEBPUSH.push(certificate(), token, notification())).kind, 'unbind')
  await using service = await JsonService.start(() => ({ status: 201, body: {} }))
  const results = [
    await push(`${service.url}/1`, {}, certificate({ secrets: { key: 'x' } })),
    await push(`${service.url}/1`, {}, certificate({ settings: {} })),
  ]
  assert.deepEqual(
    results.map(({ kind }) => kind),
    ['refused', 'refused'],
  )
})

test('neither a subscription nor a webhook reaches internal addresses, whatever the operator has set for others', async () => {
  await using service = await JsonService.start(() => ({ status: 201, body: {} }))
  const strict = new HttpOutgoing({ allows: isPublicAddress })
  const urls = { ANDROID: service.url }
  const closed = pushProviders({ outgoing: strict, trusted: open, urls, now: () => START })
  const hook = certificateFor('WEBHOOK', {
    settings: { url: `${service.url}/hook` },
    secrets: { secret: 's' },
  })
  const results = [
    await closed.providers.WEBPUSH.push(certificate(), subscription(`${service.url}/1`), notification()),
    await closed.providers.WEBHOOK.push(hook, 'device', notification()),
  ]
  assert.deepEqual(
    results.map(({ kind }) => kind),
    ['refused', 'refused'],
  )
  assert.equal(service.asked.length, 0)
})
