import assert from 'node:assert/strict'
import { generateKeyPairSync } from 'node:crypto'
import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { createSecureServer, type IncomingHttpHeaders, type ServerHttp2Session } from 'node:http2'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { text } from 'node:stream/consumers'
import { after, test } from 'node:test'
import type { PeerCertificate, TLSSocket } from 'node:tls'
import { lacksOpenssl, makeCertificate, makePkcs12 } from '../../../../test/harness/certificate.ts'
import { certificateFor, notification, START, verifiedJwt } from '../../../../test/harness/push-service.ts'
import { WITHIN_MS } from '../../../../test/harness/until.ts'
import type { PushNotification } from '../domain/push/push-provider.ts'
import { HttpOutgoing } from '../fetch/http-outgoing.ts'
import { pushProviders } from './push-providers.ts'

const skip = await lacksOpenssl()
const folder = mkdtempSync(join(tmpdir(), 'ringpost-apns-'))
after(() => rmSync(folder, { recursive: true, force: true }))
const files = skip ? undefined : await makeCertificate(folder, 'localhost')
const { privateKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' })
const p8 = privateKey.export({ type: 'pkcs8', format: 'pem' }) as string
const tokenCertificate = (more = {}) =>
  certificateFor('APNS', { settings: { teamId: 'TEAM', keyId: 'KEY' }, secrets: { key: p8 }, ...more })

interface Pushed {
  headers: IncomingHttpHeaders
  payload: string
  /** Number of the connection. */
  connection: number
  peer: PeerCertificate
}
type Answer =
  | { status: number; body?: unknown; headers?: Record<string, string> }
  | 'silence'
  | 'goaway'
  | 'reset'

/** APNs, as Apple documents it; `patienceMs` is that of who pushes. */
async function startApns(answer: (pushed: Pushed) => Answer, patienceMs = WITHIN_MS) {
  const server = createSecureServer({
    cert: readFileSync(files!.cert),
    key: readFileSync(files!.key),
    requestCert: true,
    rejectUnauthorized: false,
    settings: { maxConcurrentStreams: 100 },
  })
  const sessions: ServerHttp2Session[] = []
  const pushed: Pushed[] = []
  server.on('session', (session) => {
    sessions.push(session)
    session.on('error', () => {})
  })
  server.on('stream', async (stream, headers) => {
    stream.on('error', () => {})
    const payload = await text(stream).catch(() => '')
    const session = stream.session
    if (session === undefined) return
    const peer = (session.socket as TLSSocket).getPeerCertificate()
    const got = { headers, payload, connection: sessions.indexOf(session as ServerHttp2Session), peer }
    pushed.push(got)
    const given = answer(got)
    if (given === 'silence') return
    if (given === 'goaway') return session.goaway(0, (stream.id ?? 1) - 2)
    if (given === 'reset') return session.destroy()
    stream.respond({ ':status': given.status, 'apns-id': headers['apns-id'] as string, ...given.headers })
    stream.end(given.body === undefined ? undefined : JSON.stringify(given.body))
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const base = `https://localhost:${(server.address() as AddressInfo).port}`
  const outgoing = new HttpOutgoing({ allows: () => false })
  const clock = { now: START }
  const { providers, close } = pushProviders({
    ...{ outgoing, trusted: outgoing, urls: { APNS: base }, now: () => clock.now, patienceMs },
    apnsCa: readFileSync(files!.cert, 'utf8'),
  })
  return {
    ...{ pushed, sessions, clock },
    push: (certificate = tokenCertificate(), more: Partial<PushNotification> = {}) =>
      providers.APNS.push(certificate, 'ab12', notification(more)),
    async [Symbol.asyncDispose]() {
      close()
      for (const session of sessions) session.destroy()
      server.close()
    },
  }
}

test('a push has the headers, token and payload that Apple wants', { skip }, async () => {
  await using apns = await startApns(() => ({ status: 200 }))
  const result = await apns.push()
  const { headers, payload } = apns.pushed[0]!
  assert.deepEqual(result, { kind: 'sent', answer: { 'apns-id': headers['apns-id'] } })
  assert.equal(headers[':method'], 'POST')
  assert.equal(headers[':path'], '/3/device/ab12')
  assert.equal(headers['apns-topic'], 'com.example.chat')
  assert.equal(headers['apns-push-type'], 'alert')
  assert.equal(headers['apns-priority'], '10')
  assert.equal(headers['apns-expiration'], String(START / 1000 + 86_400))
  assert.equal(headers['apns-collapse-id'], 'p:alice|bob')
  const { header, claims } = verifiedJwt(headers.authorization!.replace(/^bearer /, ''), privateKey, {
    dsaEncoding: 'ieee-p1363',
  } as never)
  assert.deepEqual(header, { alg: 'ES256', kid: 'KEY' })
  assert.deepEqual(claims, { iss: 'TEAM', iat: START / 1000 })
  assert.deepEqual(JSON.parse(payload), {
    f: 'alice',
    t: 'bob',
    m: '1234567890123456789',
    e: { deep: [1] },
    aps: { alert: { title: 'alice', body: 'good morning' }, badge: 3, sound: 'default' },
  })
})

test('options of a message change how it is shown, and nothing of who sent it', { skip }, async () => {
  await using apns = await startApns(() => ({ status: 200 }))
  await apns.push(tokenCertificate(), {
    data: { f: 'alice', aps: 'no' },
    options: {
      em_push_sound: 'ring.caf',
      em_push_badge: 7,
      em_push_category: 'c',
      em_push_mutable_content: true,
      em_push_content_available: 1,
      em_push_collapse_key: 'x'.repeat(65),
      ext: { f: 'mallory' },
    },
  })
  const { headers, payload } = apns.pushed[0]!
  assert.equal(headers['apns-collapse-id']?.length, 43)
  const { f, aps } = JSON.parse(payload)
  assert.equal(f, 'alice')
  assert.deepEqual(aps, {
    alert: { title: 'alice', body: 'good morning' },
    badge: 7,
    sound: 'ring.caf',
    'mutable-content': 1,
    'content-available': 1,
    category: 'c',
  })
})

test('a block of the app beats all else', { skip }, async () => {
  await using apns = await startApns(() => ({ status: 200 }))
  await apns.push(tokenCertificate(), {
    block: {
      ...{ title: 'T', subTitle: 'S', sound: 's', badge: 0, priority: 5, collapseId: 'c', threadId: 'th' },
      ...{ interruptionLevel: 'TIME_SENSITIVE', invalidationTime: 60_000, ext: { k: 1 }, pushType: null },
    },
  })
  const { headers, payload } = apns.pushed[0]!
  assert.equal(headers['apns-priority'], '5')
  assert.equal(headers['apns-collapse-id'], 'c')
  assert.equal(headers['apns-expiration'], String(START / 1000 + 60))
  const { aps, k } = JSON.parse(payload)
  assert.deepEqual(
    [aps.alert.subtitle, aps['interruption-level'], aps['thread-id'], aps.badge, k],
    ['S', 'time-sensitive', 'th', 0, 1],
  )
  await apns.push(tokenCertificate(), {
    block: { liveActivityEvent: 'UPDATE', timestamp: 5, contentState: { a: 1 } },
  })
  const live = apns.pushed[1]!
  assert.equal(live.headers['apns-push-type'], 'liveactivity')
  assert.equal(live.headers['apns-topic'], 'com.example.chat.push-type.liveactivity')
  assert.deepEqual(JSON.parse(live.payload).aps['content-state'], { a: 1 })
  await apns.push(tokenCertificate(), { block: { pushType: 'background' } })
  const background = apns.pushed[2]!
  assert.equal(background.headers['apns-priority'], '5')
  assert.deepEqual(JSON.parse(background.payload).aps, { badge: 3, 'content-available': 1 })
})

test('long text is shortened to 4096 bytes', { skip }, async () => {
  await using apns = await startApns(() => ({ status: 200 }))
  await apns.push(tokenCertificate(), { body: '𝒳'.repeat(4000) })
  const { payload } = apns.pushed[0]!
  assert.ok(Buffer.byteLength(payload) <= 4096 && Buffer.byteLength(payload) > 4080)
  assert.match(JSON.parse(payload).aps.alert.body, /^𝒳+…$/u)
  assert.equal((await apns.push(tokenCertificate(), { data: { e: 'x'.repeat(4100) } })).kind, 'refused')
})

test('a thousand pushes share one connection and one token', { skip }, async () => {
  await using apns = await startApns(() => ({ status: 200 }))
  const certificate = tokenCertificate()
  const results = await Promise.all(Array.from({ length: 1000 }, () => apns.push(certificate)))
  assert.ok(results.every(({ kind }) => kind === 'sent'))
  assert.equal(apns.sessions.length, 1)
  assert.equal(new Set(apns.pushed.map(({ headers }) => headers.authorization)).size, 1)
})

test('a client certificate (p12) is shown to Apple instead of a token', { skip }, async () => {
  const p12 = join(folder, 'push.p12')
  await makePkcs12(files!, p12, 'secret')
  await using apns = await startApns(() => ({ status: 200 }))
  const key = readFileSync(p12, 'base64')
  const result = await apns.push(certificateFor('APNS', { secrets: { key, passphrase: 'secret' } }))
  assert.equal(result.kind, 'sent')
  assert.equal(apns.pushed[0]!.headers.authorization, undefined)
  assert.equal(apns.pushed[0]!.peer.subject.CN, 'localhost')
  const wrong = await apns.push(certificateFor('APNS', { secrets: { key, passphrase: 'wrong' } }))
  assert.equal(wrong.kind, 'refused')
})

test('pushes that Apple did not look at before GOAWAY go over another connection', { skip }, async () => {
  let isGone = false
  await using apns = await startApns((pushed) => {
    if (isGone || pushed.connection > 0) return { status: 200 }
    isGone = apns.pushed.length === 50
    return isGone ? 'goaway' : { status: 200 }
  })
  const certificate = tokenCertificate()
  const results = await Promise.all(Array.from({ length: 300 }, () => apns.push(certificate)))
  assert.deepEqual(new Set(results.map(({ kind }) => kind)), new Set(['sent']))
  assert.equal(apns.sessions.length, 2)
})

test('a connection that breaks leaves pushes for later, and the next one gets a new connection', {
  skip,
}, async () => {
  await using apns = await startApns(({ connection }) => (connection === 0 ? 'reset' : { status: 200 }))
  const certificate = tokenCertificate()
  assert.equal((await apns.push(certificate)).kind, 'later')
  assert.equal((await apns.push(certificate)).kind, 'sent')
})

test('silence ends the connection', { skip }, async () => {
  const answer = ({ connection }: Pushed) => (connection === 0 ? 'silence' : { status: 200 })
  // The second push has the same patience, and must not need it.
  await using apns = await startApns(answer, 10_000)
  const certificate = tokenCertificate()
  assert.equal((await apns.push(certificate)).kind, 'later')
  assert.equal((await apns.push(certificate)).kind, 'sent')
})

test('an expired provider token is replaced once; a fresh one is used for 50 minutes', { skip }, async () => {
  await using apns = await startApns(({ headers }) => {
    const { claims } = verifiedJwt(headers.authorization!.slice(7), privateKey, {
      dsaEncoding: 'ieee-p1363',
    } as never)
    return claims.iat > START / 1000
      ? { status: 200 }
      : { status: 403, body: { reason: 'ExpiredProviderToken' } }
  })
  const certificate = tokenCertificate()
  assert.equal((await apns.push(certificate)).kind, 'refused')
  assert.equal(apns.pushed.length, 2)
  apns.clock.now += 1000
  assert.equal((await apns.push(certificate)).kind, 'sent')
  apns.clock.now += 49 * 60_000
  await apns.push(certificate)
  const [third, fourth] = apns.pushed.slice(-2).map(({ headers }) => headers.authorization)
  assert.equal(third, fourth)
})

const answers: [status: number, reason: string, kind: string][] = [
  [410, 'Unregistered', 'unbind'],
  [410, 'ExpiredToken', 'unbind'],
  [400, 'BadDeviceToken', 'unbind'],
  [400, 'DeviceTokenNotForTopic', 'unbind'],
  [400, 'PayloadEmpty', 'refused'],
  [403, 'InvalidProviderToken', 'refused'],
  [413, 'PayloadTooLarge', 'refused'],
  [429, 'TooManyRequests', 'later'],
  [429, 'TooManyProviderTokenUpdates', 'later'],
  [500, 'InternalServerError', 'later'],
  [503, 'Shutdown', 'later'],
]
for (const [status, reason, kind] of answers)
  test(`Apple answering ${status} ${reason} is ${kind}`, { skip }, async () => {
    await using apns = await startApns(() => ({ status, body: { reason }, headers: { 'retry-after': '5' } }))
    const result = await apns.push()
    assert.equal(result.kind, kind)
    assert.ok('detail' in result && result.detail === reason)
    if (result.kind === 'later') assert.equal(result.afterMs, 5000)
  })
