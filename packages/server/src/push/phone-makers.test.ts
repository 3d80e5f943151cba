import assert from 'node:assert/strict'
import { constants, createHash, generateKeyPairSync } from 'node:crypto'
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
import type { PushCertificate, PushService } from '../domain/push/push-certificate.ts'
import type { PushUrls } from './push-providers.ts'

const { privateKey } = generateKeyPairSync('rsa', { modulusLength: 2048 })
const data = { f: 'alice', t: 'bob', m: '1234567890123456789', e: { deep: [1] } }
const texts = { ...data, e: '{"deep":[1]}' }
const long = '早'.repeat(3000)

interface Service {
  certificate: Partial<Omit<PushCertificate, 'service'>>
  /** Path under which access tokens are got; undefined: there are none. */
  auth?: { path: string; answer: unknown; check(asked: Asked): void }
  taken: unknown
  /** Looks at a push without options. */
  check(asked: Asked): void
  /** Options of a message, a block of the app, and what they make of the push. */
  options: Readonly<Record<string, unknown>>
  block: Readonly<Record<string, unknown>>
  checkWishes(withOptions: Asked, withBlock: Asked): void
  /** The text of a push whose body is too long. */
  shortened(asked: Asked): { body: string; most: number }
  answers: [answer: Answer, kind: string][]
  /** Says that the access token is not valid. */
  tokenRefused?: Answer
}

const harmonyAccount = {
  project_id: '101',
  key_id: 'kid-1',
  sub_account: 'sub-1',
  private_key: privateKey.export({ type: 'pkcs8', format: 'pem' }),
}

const services: Partial<Record<PushService, Service>> = {
  HUAWEIPUSH: {
    certificate: {
      name: '100',
      secrets: { secret: 's3' },
      settings: { category: 'IM', action: 'com.example.OPEN', activityClass: 'com.example.Main' },
    },
    auth: {
      path: '/oauth2/v3/token',
      answer: { access_token: 'access-1', expires_in: 3600 },
      check: (asked) =>
        assert.deepEqual(formOf(asked), {
          grant_type: 'client_credentials',
          client_id: '100',
          client_secret: 's3',
        }),
    },
    taken: { code: '80000000', msg: 'Success', requestId: '1' },
    check(asked) {
      assert.equal(asked.path, '/v1/100/messages:send')
      assert.equal(asked.headers.authorization, 'Bearer access-1')
      assert.deepEqual(asked.body, {
        validate_only: false,
        message: {
          data: JSON.stringify(data),
          android: {
            category: 'IM',
            ttl: '86400s',
            notification: {
              title: 'alice',
              body: 'good morning',
              tag: 'p:alice|bob',
              click_action: { type: 1, action: 'com.example.OPEN' },
              badge: { class: 'com.example.Main', set_num: 3 },
            },
          },
          token: ['device-1'],
        },
      })
    },
    options: { huawei_category: 'WORK', huawei_target_user_type: 1, huawei_click_action: 'com.example.O2' },
    block: { message: { android: { targetUserType: 0, notification: { channelId: 'c', title: 'T' } } } },
    checkWishes(withOptions, withBlock) {
      const { android } = withOptions.body.message
      assert.deepEqual([android.category, android.target_user_type], ['WORK', 1])
      assert.equal(android.notification.click_action.action, 'com.example.O2')
      const ofBlock = withBlock.body.message.android
      assert.deepEqual([ofBlock.target_user_type, ofBlock.notification.channel_id], [0, 'c'])
      assert.deepEqual([ofBlock.notification.title, ofBlock.notification.body], ['T', 'good morning'])
    },
    shortened: ({ body: { message } }) => {
      const { token: _, ...rest } = message
      assert.ok(Buffer.byteLength(JSON.stringify(rest)) <= 4096)
      return { body: message.android.notification.body, most: 1400 }
    },
    answers: [
      [{ body: { code: '80300007', msg: 'All the tokens are invalid' } }, 'unbind'],
      [{ body: { code: '80300002', msg: 'No permission' } }, 'refused'],
      [{ body: { code: '80300008', msg: 'too long' } }, 'refused'],
      [{ body: { code: '81000001', msg: 'Inner Error' } }, 'later'],
    ],
    tokenRefused: { body: { code: '80200003', msg: 'expired' } },
  },
  HARMONYOS: {
    certificate: { secrets: { key: JSON.stringify(harmonyAccount) }, settings: { category: 'IM' } },
    taken: { code: '80000000', msg: 'Success', requestId: '1' },
    check(asked) {
      assert.equal(asked.path, '/v3/101/messages:send')
      assert.equal(asked.headers['push-type'], '0')
      const { header, claims } = verifiedJwt(asked.headers.authorization!.slice(7), privateKey, {
        padding: constants.RSA_PKCS1_PSS_PADDING,
        saltLength: 32,
      } as never)
      assert.deepEqual(header, { alg: 'PS256', kid: 'kid-1', typ: 'JWT' })
      assert.deepEqual(claims, {
        iss: 'sub-1',
        aud: 'https://oauth-login.cloud.huawei.com/oauth2/v3/token',
        iat: START / 1000,
        exp: START / 1000 + 3600,
      })
      assert.deepEqual(asked.body, {
        payload: {
          notification: {
            category: 'IM',
            title: 'alice',
            body: 'good morning',
            clickAction: { actionType: 0, data },
            badge: { setNum: 3 },
          },
        },
        pushOptions: { testMessage: false, ttl: 86_400 },
        target: { token: ['device-1'] },
      })
    },
    options: { category: 'WORK', click_action: 'a.b', is_test_message: true, notify_id: 7, receipt_id: 'r' },
    block: { pushOptions: { biTag: 'b' }, payload: { notification: { title: 'T' } } },
    checkWishes({ body }, withBlock) {
      const { notification } = body.payload
      assert.deepEqual([notification.category, notification.notifyId], ['WORK', 7])
      assert.deepEqual([notification.clickAction.actionType, notification.clickAction.action], [1, 'a.b'])
      assert.deepEqual(body.pushOptions, { testMessage: true, ttl: 86_400, receiptId: 'r' })
      assert.equal(withBlock.body.pushOptions.biTag, 'b')
      assert.equal(withBlock.body.payload.notification.title, 'T')
    },
    shortened: ({ body }) => ({ body: body.payload.notification.body, most: 1400 }),
    answers: [
      [{ body: { code: '80300007', msg: 'All the tokens are invalid. tokenFormatError' } }, 'unbind'],
      [{ body: { code: '80300007', msg: 'All the tokens are invalid. noRight' } }, 'refused'],
      [{ body: { code: '80300029', msg: 'limit' } }, 'later'],
    ],
    tokenRefused: { body: { code: '80200005', msg: 'Jwt token expired.' } },
  },
  HONOR: {
    certificate: {
      name: '200',
      secrets: { secret: 's3' },
      settings: { clientId: 'client-1', badgeClass: 'com.example.Main' },
    },
    auth: {
      path: '/auth/token',
      answer: { access_token: 'access-1', expires_in: 3600 },
      check: (asked) => assert.equal(formOf(asked).client_id, 'client-1'),
    },
    taken: { code: 200, message: 'Success', data: { sendResult: true, requestId: '1', failTokens: [] } },
    check(asked) {
      assert.equal(asked.path, '/api/v1/200/sendMessage')
      assert.equal(asked.headers.authorization, 'Bearer access-1')
      assert.equal(asked.headers.timestamp, String(START))
      assert.deepEqual(asked.body, {
        data: JSON.stringify(data),
        android: {
          targetUserType: 0,
          ttl: '86400s',
          notification: {
            title: 'alice',
            body: 'good morning',
            importance: 'NORMAL',
            tag: 'p:alice|bob',
            clickAction: { type: 3 },
            badge: { badgeClass: 'com.example.Main', setNum: 3 },
          },
        },
        token: ['device-1'],
      })
    },
    options: { honor_importance: 'LOW', honor_target_user_type: '1', honor_click_action: 'a.b' },
    block: { androidConfig: { targetUserType: 1 }, config: { clickAction: { url: 'https://example.com' } } },
    checkWishes(withOptions, withBlock) {
      const { android } = withOptions.body
      assert.deepEqual([android.targetUserType, android.notification.importance], [1, 'LOW'])
      assert.deepEqual(android.notification.clickAction, { type: 1, action: 'a.b' })
      assert.equal(withBlock.body.android.targetUserType, 1)
      assert.deepEqual(withBlock.body.android.notification.clickAction, {
        type: 2,
        url: 'https://example.com',
      })
    },
    shortened: ({ body }) => ({ body: body.android.notification.body, most: 1400 }),
    answers: [
      [{ body: { code: 200, data: { sendResult: true, expireTokens: ['device-1'] } } }, 'unbind'],
      [{ body: { code: 200, data: { sendResult: true, expireTokens: ['another'] } } }, 'sent'],
      [{ body: { code: 200, data: { sendResult: false, failTokens: ['device-1'] } } }, 'refused'],
      [{ body: { code: 80300007, message: 'all tokens invalid' } }, 'unbind'],
      [{ body: { code: 80300008, message: 'too large' } }, 'refused'],
    ],
    tokenRefused: { body: { code: 80200003, message: 'expired' } },
  },
  XIAOMIPUSH: {
    certificate: { name: '300', secrets: { secret: 's3' }, settings: { channelId: 'c1' } },
    taken: { result: 'ok', code: 0, data: { id: 'x1' } },
    check(asked) {
      assert.equal(asked.path, '/v3/message/regid')
      assert.equal(asked.headers.authorization, 'key=s3')
      const { notify_id, ...form } = formOf(asked)
      assert.match(notify_id!, /^\d+$/)
      assert.deepEqual(form, {
        registration_id: 'device-1',
        title: 'alice',
        description: 'good morning',
        payload: JSON.stringify(data),
        restricted_package_name: 'com.example.chat',
        pass_through: '0',
        notify_type: '-1',
        time_to_live: '86400000',
        'extra.notify_effect': '1',
        'extra.channel_id': 'c1',
      })
    },
    options: { xiaomi_channel_id: 'c2', xiaomi_click_action: 'a.b' },
    block: { channelId: 'c3', notifyType: 1, extra: { k: 'v' }, registrationId: 'another' },
    checkWishes(withOptions, withBlock) {
      const form = formOf(withOptions)
      assert.equal(form['extra.channel_id'], 'c2')
      assert.deepEqual(
        [form['extra.notify_effect'], form['extra.intent_uri']],
        ['2', 'intent:#Intent;action=a.b;end'],
      )
      const ofBlock = formOf(withBlock)
      assert.deepEqual(
        [ofBlock['extra.channel_id'], ofBlock.notify_type, ofBlock['extra.k']],
        ['c3', '1', 'v'],
      )
      assert.equal(ofBlock.registration_id, 'device-1')
    },
    shortened: (asked) => ({ body: formOf(asked).description!, most: 127 }),
    answers: [
      [{ body: { result: 'ok', code: 0, data: { id: 'x1', bad_regids: 'device-1' } } }, 'unbind'],
      [{ body: { result: 'error', code: 20301, reason: 'There is no valid target' } }, 'unbind'],
      [{ body: { result: 'error', code: 20301, reason: 'blocked content' } }, 'refused'],
      [{ body: { result: 'error', code: 21301, reason: 'Auth failed' } }, 'refused'],
      [{ body: { result: 'error', code: 200001, reason: 'too fast' } }, 'later'],
    ],
  },
  OPPOPUSH: {
    certificate: { name: 'key-1', secrets: { secret: 'master' }, settings: { channelId: 'c1' } },
    auth: {
      path: '/server/v1/auth',
      answer: { code: 0, message: 'success', data: { auth_token: 'access-1', create_time: START } },
      check(asked) {
        const sign = createHash('sha256').update(`key-1${START}master`).digest('hex')
        assert.deepEqual(formOf(asked), { app_key: 'key-1', timestamp: String(START), sign })
      },
    },
    taken: { code: 0, message: 'Success', data: { messageId: '1' } },
    check(asked) {
      assert.equal(asked.path, '/server/v1/message/notification/unicast')
      assert.equal(formOf(asked).auth_token, 'access-1')
      assert.deepEqual(JSON.parse(formOf(asked).message!), {
        target_type: 2,
        target_value: 'device-1',
        notification: {
          style: 1,
          title: 'alice',
          content: 'good morning',
          channel_id: 'c1',
          click_action_type: 0,
          action_parameters: JSON.stringify(data),
          off_line: true,
          off_line_ttl: 86_400,
        },
      })
    },
    options: { oppo_channel_id: 'c2', oppo_click_activity: 'com.example.A' },
    block: { channelId: 'c3', subTitle: 'S', notifyLevel: 2 },
    checkWishes(withOptions, withBlock) {
      const { notification } = JSON.parse(formOf(withOptions).message!)
      assert.deepEqual([notification.channel_id, notification.click_action_type], ['c2', 4])
      assert.equal(notification.click_action_activity, 'com.example.A')
      const ofBlock = JSON.parse(formOf(withBlock).message!).notification
      assert.deepEqual([ofBlock.channel_id, ofBlock.sub_title, ofBlock.notify_level], ['c3', 'S', 2])
    },
    shortened: (asked) => ({ body: JSON.parse(formOf(asked).message!).notification.content, most: 128 }),
    answers: [
      [{ body: { code: 10000, message: 'Invalid RegistrationId' } }, 'unbind'],
      [{ body: { code: 13, message: 'App Call Limited' } }, 'later'],
      [{ body: { code: -1, message: 'Service Currently Unavailable' } }, 'later'],
      [{ body: { code: 33, message: 'exceeds the daily limit' } }, 'refused'],
      [{ body: { code: 41, message: 'Invalid Arguments' } }, 'refused'],
    ],
    tokenRefused: { body: { code: 11, message: 'Invalid AuthToken' } },
  },
  VIVOPUSH: {
    certificate: { name: '10004#key-1', secrets: { secret: 's3' }, settings: { category: 'IM' } },
    auth: {
      path: '/message/auth',
      answer: { result: 0, desc: 'ok', authToken: 'access-1' },
      check(asked) {
        const sign = createHash('md5').update(`10004key-1${START}s3`).digest('hex')
        assert.deepEqual(asked.body, { appId: 10_004, appKey: 'key-1', timestamp: START, sign })
      },
    },
    taken: { result: 0, desc: 'ok', taskId: '1' },
    check(asked) {
      assert.equal(asked.path, '/message/send')
      assert.equal(asked.headers.authtoken, 'access-1')
      const { requestId, ...body } = asked.body
      assert.ok(requestId.length <= 64)
      assert.deepEqual(body, {
        appId: 10_004,
        regId: 'device-1',
        notifyType: 4,
        title: 'alice',
        content: 'good morning',
        timeToLive: 86_400,
        skipType: 1,
        classification: 1,
        category: 'IM',
        clientCustomMap: texts,
        pushMode: 0,
      })
    },
    options: { vivo_category: 'TODO', vivo_click_activity: 'com.example.A' },
    block: { classification: 0, regId: 'another' },
    checkWishes(withOptions, withBlock) {
      const { category, skipType, skipContent } = withOptions.body
      assert.deepEqual([category, skipType], ['TODO', 4])
      assert.equal(skipContent, 'intent:#Intent;component=com.example.chat/com.example.A;end')
      assert.deepEqual([withBlock.body.classification, withBlock.body.regId], [0, 'device-1'])
    },
    shortened: ({ body }) => ({ body: body.content, most: 50 }),
    answers: [
      [{ body: { result: 10302, desc: 'regId' } }, 'unbind'],
      [{ body: { result: 0, desc: 'ok', invalidUser: { status: 1, userid: 'device-1' } } }, 'unbind'],
      [{ body: { result: 0, desc: 'ok', invalidUser: { status: 3, userid: 'device-1' } } }, 'refused'],
      [{ body: { result: 10072, desc: 'too fast' } }, 'later'],
      [{ body: { result: 10070, desc: 'total exceeded' } }, 'refused'],
    ],
    tokenRefused: { body: { result: 10_000, desc: 'auth' } },
  },
  MEIZUPUSH: {
    certificate: { name: '500', secrets: { secret: 's3' } },
    taken: { code: '200', message: '', value: {}, msgId: '1' },
    check(asked) {
      assert.equal(asked.path, '/garcia/api/server/push/varnished/pushByPushId')
      const { sign, ...form } = formOf(asked)
      const signed = `appId=500messageJson=${form.messageJson}pushIds=device-1s3`
      assert.equal(sign, createHash('md5').update(signed).digest('hex'))
      const { advanceInfo, ...message } = JSON.parse(form.messageJson!)
      assert.match(advanceInfo.notifyKey, /^[\w-]{8}$/)
      assert.deepEqual(message, {
        noticeBarInfo: { title: 'alice', content: 'good morning' },
        clickTypeInfo: { clickType: 0, parameters: data },
        pushTimeInfo: { offLine: 1, validTime: 24 },
      })
    },
    options: { meizu_click_activity: 'com.example.A' },
    block: { noticeBarInfo: { title: 'T' }, config: { clickAction: { url: 'https://example.com' } } },
    checkWishes(withOptions, withBlock) {
      const { clickTypeInfo } = JSON.parse(formOf(withOptions).messageJson!)
      assert.deepEqual([clickTypeInfo.clickType, clickTypeInfo.activity], [1, 'com.example.A'])
      const ofBlock = JSON.parse(formOf(withBlock).messageJson!)
      assert.deepEqual(ofBlock.noticeBarInfo, { title: 'T', content: 'good morning' })
      assert.equal(ofBlock.clickTypeInfo.url, 'https://example.com')
      assert.equal(ofBlock.config, undefined)
    },
    shortened: (asked) => ({ body: JSON.parse(formOf(asked).messageJson!).noticeBarInfo.content, most: 100 }),
    answers: [
      [{ body: { code: '200', value: { '110002': ['device-1'] } } }, 'unbind'],
      [{ body: { code: '200', value: { '110003': ['device-1'] } } }, 'unbind'],
      [{ body: { code: '200', value: { '519': ['device-1'] } } }, 'later'],
      [{ body: { code: '110010', message: 'too fast', value: '' } }, 'later'],
      [{ body: { code: '1006', message: 'signature', value: '' } }, 'refused'],
    ],
  },
}

for (const [name, service] of Object.entries(services) as [keyof PushUrls, Service][]) {
  const certificate = () => certificateFor(name, service.certificate)
  const { auth, taken } = service
  const start = (answer: (asked: Asked) => Answer, patienceMs?: number) =>
    startPushService(
      name,
      (asked) => (asked.path === auth?.path ? { body: auth.answer } : answer(asked)),
      patienceMs,
    )
  const last = (asked: Asked[]) => asked.at(-1)!

  test(`${name}: a push is what the service documents`, async () => {
    await using started = await start(() => ({ body: taken }))
    assert.deepEqual(await started.push(certificate(), 'device-1'), { kind: 'sent', answer: taken })
    assert.ok(started.asked.every(({ method }) => method === 'POST'))
    if (auth !== undefined) auth.check(started.asked[0]!)
    assert.equal(started.asked.length, auth === undefined ? 1 : 2)
    service.check(last(started.asked))
  })

  test(`${name}: options of the message beat the certificate, blocks of the app beat all`, async () => {
    await using started = await start(() => ({ body: taken }))
    await started.push(certificate(), 'device-1', { options: service.options })
    const withOptions = last(started.asked)
    await started.push(certificate(), 'device-1', { options: service.options, block: service.block })
    service.checkWishes(withOptions, last(started.asked))
  })

  test(`${name}: long text is shortened`, async () => {
    await using started = await start(() => ({ body: taken }))
    assert.equal((await started.push(certificate(), 'device-1', { body: long })).kind, 'sent')
    const { body, most } = service.shortened(last(started.asked))
    assert.match(body, /^早+…$/)
    assert.ok(body.length <= most && body.length > most * 0.8, `${body.length}`)
  })

  const broken: Service['answers'] = [
    [{ status: 429, headers: { 'retry-after': '17' }, body: {} }, 'later'],
    [{ status: 503, headers: { 'retry-after': '17' }, body: {} }, 'later'],
    [{ text: 'no JSON' }, 'later'],
    ['silence', 'later'],
    ['reset', 'later'],
  ]
  for (const [answer, kind] of [...service.answers, ...broken])
    test(`${name}: ${JSON.stringify(answer)} is ${kind}`, async () => {
      await using started = await start(() => answer, patienceWith(answer))
      const result = await started.push(certificate(), 'device-1')
      assert.equal(result.kind, kind)
      if (result.kind === 'later')
        assert.equal(result.afterMs, typeof answer === 'object' && 'headers' in answer ? 17_000 : null)
    })

  const { tokenRefused } = service
  if (tokenRefused !== undefined)
    test(`${name}: an access token that is refused is replaced once`, async () => {
      await using started = await start(() => tokenRefused)
      assert.equal((await started.push(certificate(), 'device-1')).kind, 'refused')
      assert.equal(started.asked.filter(({ path }) => path !== auth?.path).length, 2)
      assert.equal(started.asked.length, auth === undefined ? 2 : 4)
    })

  if (auth !== undefined)
    test(`${name}: credentials that are refused are told`, async () => {
      const refusal = { status: 400, body: { error: 'invalid_client', code: 14, message: 'who are you' } }
      await using started = await startPushService(name, () => refusal)
      const result = await started.push(certificate(), 'device-1')
      assert.equal(result.kind, 'refused')
      assert.ok('detail' in result && result.detail.includes('who are you'))
    })

  test(`${name}: a certificate without its secret is refused`, async () => {
    await using started = await start(() => ({ body: taken }))
    const result = await started.push(
      certificateFor(name, { ...service.certificate, secrets: {} }),
      'device-1',
    )
    assert.equal(result.kind, 'refused')
    assert.equal(started.asked.length, 0)
  })
}
