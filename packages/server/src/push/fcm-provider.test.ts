import assert from 'node:assert/strict'
import { generateKeyPairSync } from 'node:crypto'
import { test } from 'node:test'
import type { Answer, Asked } from '../../../../test/harness/json-service.ts'
import {
  certificateFor,
  formOf,
  patienceWith,
  START,
  startPushService,
  verifiedJwt,
} from '../../../../test/harness/push-service.ts'

const { privateKey } = generateKeyPairSync('rsa', { modulusLength: 2048 })
const account = {
  type: 'service_account',
  project_id: 'project-1',
  private_key: privateKey.export({ type: 'pkcs8', format: 'pem' }),
  client_email: 'push@project-1.iam.gserviceaccount.com',
}
const certificate = (settings = {}) =>
  certificateFor('ANDROID', { settings, secrets: { key: JSON.stringify(account) } })

const sent = { body: { name: 'projects/project-1/messages/0:1' } }
const token = (text = 'access-1') => ({
  body: { access_token: text, expires_in: 3599, token_type: 'Bearer' },
})
const answering = (send: (asked: Asked) => Answer) => (asked: Asked) =>
  asked.path === '/token' ? token() : send(asked)

test('a message goes to FCM with an access token that the service account has signed for', async () => {
  await using fcm = await startPushService(
    'ANDROID',
    answering(() => sent),
  )
  assert.deepEqual(await fcm.push(certificate(), 'device-1'), { kind: 'sent', answer: sent.body })
  const [auth, send] = fcm.asked
  const { grant_type, assertion } = formOf(auth!)
  assert.equal(grant_type, 'urn:ietf:params:oauth:grant-type:jwt-bearer')
  const { header, claims } = verifiedJwt(assertion!, privateKey)
  assert.deepEqual(header, { alg: 'RS256', typ: 'JWT' })
  assert.deepEqual(claims, {
    iss: account.client_email,
    scope: 'https://www.googleapis.com/auth/firebase.messaging',
    aud: 'https://oauth2.googleapis.com/token',
    iat: START / 1000,
    exp: START / 1000 + 3600,
  })
  assert.equal(send!.method, 'POST')
  assert.equal(send!.path, '/v1/projects/project-1/messages:send')
  assert.equal(send!.headers.authorization, 'Bearer access-1')
  assert.deepEqual(send!.body.message, {
    notification: { title: 'alice', body: 'good morning' },
    data: {
      title: 'alice',
      body: 'good morning',
      f: 'alice',
      t: 'bob',
      m: '1234567890123456789',
      e: '{"deep":[1]}',
    },
    android: {
      priority: 'HIGH',
      ttl: '86400s',
      collapse_key: 'p:alice|bob',
      notification: { tag: 'p:alice|bob', notification_count: 3 },
    },
    token: 'device-1',
  })
})

test('settings of the certificate, options of the message and blocks of the app have their order', async () => {
  await using fcm = await startPushService(
    'ANDROID',
    answering(() => sent),
  )
  const settings = {
    pushType: 'NOTIFICATION',
    priority: 'normal',
    sound: 'a.caf',
    channelId: 'c1',
    supportAPNs: true,
  }
  await fcm.push(certificate(settings), 't', {
    options: {
      fcm_channel_id: 'c2',
      fcm_options: { analytics_label: 'x' },
      androidConfig: { priority: 'HIGH' },
    },
  })
  const first = fcm.asked[1]!.body.message
  assert.equal(first.android.priority, 'NORMAL')
  assert.equal(first.android.notification.channel_id, 'c2')
  assert.deepEqual(first.fcm_options, { analytics_label: 'x' })
  assert.equal(first.data.body, undefined)
  assert.equal(first.apns.payload.aps.sound, 'a.caf')
  await fcm.push(certificate(settings), 't', {
    block: {
      type: 'DATA',
      token: 'another',
      data: { from: 'x', 'google.a': 1, own: { a: 1 } },
      androidConfig: {
        collapseKey: 'k',
        ttl: '3.5s',
        directBootOk: true,
        androidNotification: { icon: 'i' },
      },
      apnsConfig: null,
    },
  })
  const second = fcm.asked.at(-1)!.body.message
  assert.equal(second.notification, undefined)
  assert.equal(second.token, 't')
  assert.equal(second.data.own, '{"a":1}')
  assert.ok(!('from' in second.data) && !('google.a' in second.data))
  assert.deepEqual(
    { ...second.android },
    { priority: 'NORMAL', ttl: '3.5s', collapse_key: 'k', direct_boot_ok: true },
  )
})

test('long text is shortened to 4096 bytes without splitting characters', async () => {
  await using fcm = await startPushService(
    'ANDROID',
    answering(() => sent),
  )
  await fcm.push(certificate({ pushType: 'NOTIFICATION' }), 't', { body: '👨‍👩‍👧'.repeat(1000) })
  const { message } = fcm.asked[1]!.body
  assert.ok(Buffer.byteLength(JSON.stringify(message)) <= 4096)
  assert.match(message.notification.body, /^(?:👨‍👩‍👧){100,}…$/u)
  const refused = await fcm.push(certificate(), 't', { data: { e: 'x'.repeat(5000) } })
  assert.equal(refused.kind, 'refused')
})

test('one access token serves until it is about to end, and pushes at once share the request for it', async () => {
  let count = 0
  await using fcm = await startPushService('ANDROID', (asked) =>
    asked.path === '/token' ? token(`access-${++count}`) : sent,
  )
  const one = certificate()
  await Promise.all(Array.from({ length: 20 }, () => fcm.push(one, 't')))
  assert.equal(count, 1)
  fcm.clock.now += 54 * 60_000
  await fcm.push(one, 't')
  assert.equal(count, 1)
  fcm.clock.now += 2 * 60_000
  await fcm.push(one, 't')
  assert.equal(count, 2)
})

test('an access token that is refused is replaced once', async () => {
  let count = 0
  await using fcm = await startPushService('ANDROID', (asked) => {
    if (asked.path === '/token') return token(`access-${++count}`)
    return asked.headers.authorization === 'Bearer access-2'
      ? sent
      : { status: 401, body: { error: { code: 401, status: 'UNAUTHENTICATED', message: 'Expired' } } }
  })
  const one = certificate()
  const results = await Promise.all(Array.from({ length: 5 }, () => fcm.push(one, 't')))
  assert.ok(results.every(({ kind }) => kind === 'sent'))
  assert.equal(count, 2)
  await using strict = await startPushService(
    'ANDROID',
    answering(() => ({ status: 401, body: { error: { message: 'Expired' } } })),
  )
  assert.equal((await strict.push(certificate(), 't')).kind, 'refused')
  assert.equal(strict.asked.length, 4)
})

const error = (status: number, code: string, headers = {}): Answer => ({
  status,
  headers,
  body: {
    error: {
      code: status,
      message: `about ${code}`,
      status: code,
      details: [{ '@type': 'type.googleapis.com/google.firebase.fcm.v1.FcmError', errorCode: code }],
    },
  },
})
const badRequest: Answer = {
  status: 400,
  body: {
    error: { code: 400, message: 'bad', details: [{ '@type': 'type.googleapis.com/google.rpc.BadRequest' }] },
  },
}
const answers: [answer: Answer, kind: string, afterMs?: number | null][] = [
  [error(404, 'UNREGISTERED'), 'unbind'],
  [error(400, 'INVALID_ARGUMENT'), 'unbind'],
  [error(403, 'SENDER_ID_MISMATCH'), 'unbind'],
  [badRequest, 'refused'],
  [{ status: 404, body: { error: { message: 'no such project' } } }, 'refused'],
  [error(401, 'THIRD_PARTY_AUTH_ERROR'), 'refused'],
  [error(429, 'QUOTA_EXCEEDED', { 'retry-after': '17' }), 'later', 17_000],
  [error(503, 'UNAVAILABLE'), 'later', null],
  [error(500, 'INTERNAL'), 'later', null],
  [{ text: '<html>' }, 'later', null],
  ['silence', 'later', null],
  ['reset', 'later', null],
]
for (const [answer, kind, afterMs] of answers)
  test(`FCM answering ${JSON.stringify(answer).slice(0, 100)} is ${kind}`, async () => {
    await using fcm = await startPushService(
      'ANDROID',
      answering(() => answer),
      patienceWith(answer),
    )
    const result = await fcm.push(certificate(), 't')
    assert.equal(result.kind, kind)
    if (result.kind === 'later') assert.equal(result.afterMs, afterMs)
  })

test('certificates that cannot be used are refused without a request', async () => {
  await using fcm = await startPushService('ANDROID', () => ({
    status: 400,
    body: { error: 'invalid_grant', error_description: 'Invalid JWT Signature.' },
  }))
  const broken = [
    '',
    'no JSON',
    '{}',
    JSON.stringify({ client_email: 'a', private_key: 'b', project_id: 'c' }),
  ]
  for (const key of broken) {
    const result = await fcm.push(certificateFor('ANDROID', { secrets: { key } }), 't')
    assert.equal(result.kind, 'refused')
  }
  assert.equal(fcm.asked.length, 0)
  const one = certificate()
  const refused = await fcm.push(one, 't')
  assert.deepEqual(
    [refused.kind, 'detail' in refused && refused.detail],
    ['refused', 'no access token: Invalid JWT Signature.'],
  )
  await fcm.push(one, 't')
  assert.equal(fcm.asked.length, 1, 'a failure is remembered for a moment')
})
