import assert from 'node:assert/strict'
import { execFileSync } from 'node:child_process'
import { generateKeyPairSync } from 'node:crypto'
import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, before, describe, test } from 'node:test'
import { certificateFields } from '../../packages/server/src/domain/push/certificate-fields.ts'
import { pushServices } from '../../packages/server/src/domain/push/push-certificate.ts'
import { assertError } from '../harness/assert-error.ts'
import { type Reply, TestServer } from '../harness/test-server.ts'

const pem = { type: 'pkcs8', format: 'pem' } as const
const ec = generateKeyPairSync('ec', { namedCurve: 'P-256' }).privateKey.export(pem).toString()
const rsa = generateKeyPairSync('rsa', { modulusLength: 2048 }).privateKey.export(pem).toString()
const google = {
  type: 'service_account',
  project_id: 'my-project',
  private_key: rsa,
  client_email: 'a@b',
  token_uri: 'https://oauth2.googleapis.com/token',
}
const harmony = { project_id: '7', key_id: 'k', private_key: rsa, sub_account: 's', token_uri: 'https://x' }

describe('push certificates', () => {
  let server: TestServer
  before(async () => {
    server = await TestServer.start()
  })
  after(() => server.close())

  const post = (body: unknown) => server.call('POST', '/notifiers', body)
  const upload = async (fields: Record<string, string>, file?: string | Buffer): Promise<Reply> => {
    const form = new FormData()
    for (const [name, value] of Object.entries(fields)) form.append(name, value)
    if (file !== undefined) form.append('file', new Blob([file]), 'key')
    const reply = await fetch(`${server.url}/acme/chat/notifiers`, {
      method: 'POST',
      headers: { authorization: `Bearer ${server.appToken}` },
      body: form,
    })
    return { status: reply.status, headers: reply.headers, body: await reply.json() }
  }
  const list = async () => (await server.call('GET', '/notifiers')).body.entities
  const illegal = (reply: Awaited<ReturnType<typeof post>>, detail: string) =>
    assertError(reply, 'push.certificate_illegal', { detail })
  const hook = { provider: 'WEBHOOK', name: 'hook', url: 'https://example.com/push' }

  test('[push.addCertificate] [push.certificates] [push.removeCertificate] of every service, without its secrets', async () => {
    const settings = {
      clientId: 'c',
      subject: 'mailto:a@b',
      url: 'https://example.com',
      teamId: 'T',
      keyId: 'K',
    }
    const files = { apple: ec, google: JSON.stringify(google), harmony: JSON.stringify(harmony) }
    for (const provider of pushServices) {
      const { file, settingsName } = certificateFields[provider]
      const name = provider === 'VIVOPUSH' ? '10#key' : `name of ${provider}`
      const fields = { provider, name, packageName: 'com.example', ...settings }
      const secret = { certificate: 'verysecret' }
      const reply = file === null ? await post({ ...fields, ...secret }) : await upload(fields, files[file])
      assert.equal(reply.status, 200, JSON.stringify(reply.body))
      const [entity] = reply.body.entities
      assert.deepEqual(
        [entity.type, entity.name, entity.provider, entity.environment, entity.disabled, entity.certificate],
        ['notifier', name, provider, 'PRODUCTION', false, ''],
      )
      assert.equal(typeof entity[settingsName], 'object')
      assert.ok((await list()).some((each: { uuid: string }) => each.uuid === entity.uuid))
    }
    const all = await list()
    const text = JSON.stringify(all)
    for (const secret of ['verysecret', 'PRIVATE KEY', rsa.split('\n')[3]!]) assert.ok(!text.includes(secret))
    const google2 = all.find(({ provider }: { provider: string }) => provider === 'ANDROID')
    assert.deepEqual(google2.googlePushSettings, { projectId: 'my-project', version: 'v1' })
    assert.ok('xiaomiPushSetings' in all.find((each: { provider: string }) => each.provider === 'XIAOMIPUSH'))
    for (const { uuid } of all)
      assert.equal((await server.call('DELETE', `/notifiers/${uuid}`)).body.entities[0].uuid, uuid)
    assertError(await server.call('DELETE', `/notifiers/${all[0].uuid}`), 'push.certificate_unknown')
    assert.deepEqual(await list(), [])
    assert.ok(!server.running.core.facts.interest.subscribers.some(({ name }) => name.startsWith('push')))
  })

  test('[push.addCertificate] an edit changes what it says', async () => {
    const [made] = (await post({ ...hook, certificate: 'secret one' })).body.entities
    assert.deepEqual(made.webhookPushSettings, { url: hook.url })
    assertError(await post(hook), 'push.certificate_exists', { name: 'hook' })
    const edit = { notifierId: made.uuid, disabled: true, certificate: '' }
    const [edited] = (await post(edit)).body.entities
    assert.deepEqual({ ...edited, modified: 0 }, { ...made, modified: 0, disabled: true })
    const [again] = (await post({ ...edited, notifierId: made.uuid, disabled: false, name: 'new' })).body
      .entities
    assert.deepEqual([again.name, again.disabled, again.created], ['new', false, made.created])
    const [kept] = await server.running.core.pushCertificates.list(server.app.id)
    assert.equal(kept!.secrets.secret, 'secret one')
    assertError(await post({ notifierId: 'x', name: 'y' }), 'push.certificate_unknown')
    const other = server.running.core.apps.byKey('other#chat')!
    const token = server.running.core.tokens.issueAppToken(other, undefined).token
    const foreign = await server.request('POST', '/other/chat/notifiers', edit, { token })
    assertError(foreign, 'push.certificate_unknown')
    assert.equal((await server.call('GET', '/notifiers', undefined, { token })).status, 401)
    await server.call('DELETE', `/notifiers/${made.uuid}`)
  })

  test('[push.addCertificate] what is wrong is said', async () => {
    const apple = { provider: 'APNS', name: 'ios', packageName: 'com.example' }
    illegal(await post({ ...hook, provider: 'GCM' }), `provider must be one of ${pushServices.join(', ')}`)
    illegal(await post({ ...hook, name: '' }), 'name is missing: bindings call it notifier_name')
    illegal(await post({ ...hook, url: undefined }), 'url is missing')
    illegal(
      await post({ ...hook, url: 'ftp://x' }),
      'url must be an http or https address without user name and password',
    )
    illegal(await post({ ...hook, name: 'x'.repeat(257) }), 'name is longer than 256 characters')
    illegal(await post({ ...hook, environment: 'TEST' }), 'environment must be PRODUCTION or DEVELOPMENT')
    illegal(await post({ ...hook, disabled: 'maybe' }), 'disabled must be true or false')
    illegal(
      await post({ provider: 'XIAOMIPUSH', name: '1', packageName: 'p' }),
      'certificate is missing: it holds the secret of the service',
    )
    illegal(await post({ provider: 'XIAOMIPUSH', name: '1', certificate: 's' }), 'packageName is missing')
    illegal(
      await post({ provider: 'VIVOPUSH', name: '1', certificate: 's' }),
      'name must be the app id and the app key with # in between',
    )
    illegal(await post(apple), 'file is missing: upload the p8 or p12 file of Apple')
    illegal(await upload(apple, ec), 'teamId is missing: a p8 file does not say it')
    illegal(
      await upload(apple, rsa),
      'file is a key, but not one of Apple: a p8 file holds a key on the curve P-256',
    )
    illegal(
      await upload(apple, '-----BEGIN PRIVATE KEY-----\nAAAA\n-----END PRIVATE KEY-----'),
      'file is not a readable private key without a password',
    )
    const noise = await upload(apple, 'no key at all')
    assert.match(noise.body.error_description, /^file is neither a p8 nor a readable p12 file: /)
    const fcm = { provider: 'ANDROID', name: '12' }
    illegal(
      await post({ ...fcm, certificate: 'key' }),
      'file is missing: upload the JSON file of the service account; server keys (certificate) no longer work',
    )
    illegal(
      await upload(fcm, 'x'),
      'file is not JSON: upload the key file of the service account as it was downloaded',
    )
    illegal(await upload(fcm, '{}'), 'file has no client_email: it is not the key file of a service account')
    illegal(
      await upload(fcm, JSON.stringify({ ...google, private_key: 'x' })),
      'private_key in file is not a readable private key without a password',
    )
    illegal(
      await upload(fcm, JSON.stringify({ ...google, private_key: ec })),
      'private_key in file is not an RSA key',
    )
    illegal(await upload({ ...hook }, ec), 'certificates of WEBHOOK have no file')
    assert.equal((await post([1])).status, 400)
    assertError(await post({ ...hook, name: 'x'.repeat(70_000) }), 'request.too_large')
    assert.deepEqual(await list(), [])
  })

  test('[push.addCertificate] a p12 file is opened with its passphrase', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'ringpost-p12-'))
    const path = (name: string) => join(folder, name)
    const openssl = (...args: string[]) =>
      execFileSync('openssl', args, { stdio: ['ignore', 'ignore', 'ignore'] })
    openssl(
      'req',
      '-x509',
      '-newkey',
      'rsa:2048',
      '-nodes',
      '-subj',
      '/CN=push',
      '-keyout',
      path('k'),
      '-out',
      path('c'),
    )
    openssl(
      'pkcs12',
      '-export',
      '-inkey',
      path('k'),
      '-in',
      path('c'),
      '-passout',
      'pass:open',
      '-out',
      path('p12'),
    )
    const file = readFileSync(path('p12'))
    rmSync(folder, { recursive: true })
    const apple = { provider: 'APNS', name: 'ios', packageName: 'com.example', environment: 'DEVELOPMENT' }
    const wrong = await upload({ ...apple, passphrase: 'wrong' }, file)
    assert.match(
      wrong.body.error_description,
      /^file is neither a p8 nor a readable p12 file: mac verify failure/,
    )
    const { body } = await upload({ ...apple, passphrase: 'open' }, file)
    assert.deepEqual([body.entities[0].environment, body.entities[0].apnsPushSettings], ['DEVELOPMENT', {}])
    assert.ok(!JSON.stringify(body).includes('open'))
    await server.call('DELETE', `/notifiers/${body.entities[0].uuid}`)
  })
})
