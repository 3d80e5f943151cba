import assert from 'node:assert/strict'
import { after, before, describe, test } from 'node:test'
import { JsonService } from '../harness/json-service.ts'
import { TestServer } from '../harness/test-server.ts'
import { Phones, pushing, type Shown } from './phones.ts'

describe('notifications in the language of the receiver', () => {
  let translator: JsonService
  let server: TestServer
  let phones: Phones
  before(async () => {
    translator = await JsonService.start(({ path, body }) => {
      if (path === '/languages') return { body: [{ code: 'de', name: '', targets: [] }] }
      if (body.q === 'broken') return { status: 500, body: {} }
      return { body: { translatedText: `${body.target}: ${body.q.toUpperCase()}` } }
    })
    const settings = { RINGPOST_TRANSLATION_URL: `${translator.url}/`, RINGPOST_LOG_LEVEL: 'silent' }
    server = await TestServer.start({ ...pushing, ...settings })
    phones = await Phones.start(server)
    await server.users('alice', 'bob', 'carol')
    for (const user of ['bob', 'carol']) await phones.bind(user)
    await server.call('PUT', '/users/bob/notification/language', { translationLanguage: 'de' })
    await server.call('PUT', '/users/carol/notification/language', { translationLanguage: 'zh-Hans' })
    const template = { name: 'default', title_pattern: 'New', content_pattern: 'It says {$msg}' }
    await server.call('POST', '/notification/template', template)
  })
  after(async () => {
    await phones[Symbol.asyncDispose]()
    await server.close()
    await translator[Symbol.asyncDispose]()
  })

  async function shown(to: string, msg: string): Promise<string> {
    await phones.send('alice', to, msg)
    return (await phones.next())[0]!.body
  }

  test('[push.createTemplate] {$msg} is the translated text, or the text itself if the translator fails', async () => {
    assert.equal(await shown('bob', 'hello'), 'It says de: HELLO')
    assert.equal(await shown('bob', 'broken'), 'It says broken')
  })

  test('the fixed texts are in it, too; templates are the same in all languages', async () => {
    await server.call('DELETE', '/notification/template/default')
    await phones.send('alice', 'carol', 'hello')
    const [{ title, body }] = (await phones.next()) as [Shown]
    assert.deepEqual([title, body], ['您有一条新消息', '请点击查看'])
    await server.call('PUT', '/users/bob', { notification_display_style: 1 })
    assert.equal(await shown('bob', 'hello'), 'alice: de: HELLO')
  })
})
