import assert from 'node:assert/strict'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, before, type TestContext, test } from 'node:test'
import type { Browser } from 'playwright-core'
import sharp from 'sharp'
import { openChromium } from '../harness/chromium.ts'
import { type Answer, type Asked, JsonService } from '../harness/json-service.ts'
import { TestServer } from '../harness/test-server.ts'
import { until } from '../harness/until.ts'
import { KitSite } from './kit-site.ts'
import { KitWindow } from './kit-window.ts'
import type { Kit } from './kits.ts'

/** Answers like LibreTranslate: a text in capitals, with the language in front. */
function translate({ path, body }: Asked): Answer {
  if (path === '/languages') return { body: ['en', 'de'].map((code) => ({ code, name: '', targets: [] })) }
  const detectedLanguage = { confidence: 90, language: 'en' }
  return { body: { translatedText: `${body.target}: ${body.q.toUpperCase()}`, detectedLanguage } }
}

/** Tests in which two users talk through a kit, in a browser window each. */
export function useKit(kit: Kit): void {
  let translator: JsonService
  let server: TestServer
  let site: KitSite
  let browser: Browser
  const windows: KitWindow[] = []
  before(async () => {
    translator = await JsonService.start(translate)
    server = await TestServer.start({ RINGPOST_TRANSLATION_URL: `${translator.url}/` })
    await server.users('alice', 'bob')
    await server.call('POST', '/users/alice/contacts/users/bob')
    const group = { groupname: 'Friends', owner: 'bob', members: ['alice'], public: true, maxusers: 10 }
    const { body } = await server.call('POST', '/chatgroups', group)
    const greet = (to: string, path: string, msg: string) =>
      server.call('POST', path, { from: 'bob', to: [to], type: 'txt', body: { msg } })
    await greet(body.data.groupid, '/messages/chatgroups', 'hi all')
    await greet('alice', '/messages/users', 'hi alice')
    site = await KitSite.start(kit)
    browser = await openChromium()
  })
  after(async () => {
    await browser?.close()
    await site?.[Symbol.asyncDispose]()
    await server.close()
    await translator[Symbol.asyncDispose]()
  })

  /** A test whose windows are kept as pictures if it fails. */
  const step = (name: string, act: (t: TestContext) => Promise<void>) =>
    test(name, async (t) => {
      try {
        await act(t)
      } catch (error) {
        for (const window of windows) await window.keep(name).catch(() => {})
        throw error
      }
    })
  const open = async (user: string) => {
    const window = await KitWindow.open(browser, site, server, user)
    windows.push(window)
    return window
  }
  let alice: KitWindow
  let bob: KitWindow

  step('fills the lists of contacts, groups and conversations', async () => {
    alice = await open('alice')
    await alice.counts('Contacts', 1)
    await alice.counts('Groups', 1)
    await alice.lists('bob', 'hi alice', 1)
    await alice.lists('Friends', 'bob: hi all', 1)
  })

  step('turns the ticks of a message when it has been sent, delivered and read', async () => {
    await alice.openConversation('bob')
    await alice.shows('hi alice')
    await alice.lists('bob', 'hi alice')
    await alice.say('hello bob')
    await alice.ticks('hello bob', 'sent')
    bob = await open('bob')
    await bob.lists('alice', 'hello bob', 1)
    await alice.ticks('hello bob', 'delivered')
    await bob.openConversation('alice')
    await bob.shows('hello bob')
    await alice.ticks('hello bob', 'read')
  })

  step('talks both ways, and in a group', async () => {
    await bob.say('how are you')
    await alice.shows('how are you')
    await bob.ticks('how are you', 'read')
    await alice.openConversation('Friends')
    await alice.say('hello all')
    await bob.lists('Friends', 'alice: hello all', 'some')
    await bob.openConversation('Friends')
    await bob.shows('hello all')
  })

  step('fills its lists and shows what was said after a reload', async () => {
    await alice.page.reload()
    await alice.counts('Contacts', 1)
    await alice.counts('Groups', 1)
    await alice.lists('Friends', `${kit.ownPrefix}hello all`)
    await alice.lists('bob', 'how are you')
    await alice.openConversation('bob')
    for (const text of ['hi alice', 'hello bob', 'how are you']) await alice.shows(text)
  })

  step('shows pictures, though it asks for them without their secret', async () => {
    const folder = await mkdtemp(join(tmpdir(), 'ringpost-test-'))
    const path = join(folder, 'red.jpg')
    const red = { width: 1600, height: 800, channels: 3, background: '#c03' } as const
    await sharp({ create: red }).jpeg().toFile(path)
    await bob.openConversation('alice')
    await bob.sendPicture(path)
    const [width, height] = await alice.showsPicture()
    assert.equal(width, 2 * height)
    await alice.page.reload()
    await alice.openConversation('bob')
    assert.deepEqual(await alice.showsPicture(), [width, height])
    await rm(folder, { recursive: true })
  })

  step('comes back after it was offline, and shows what has waited', async () => {
    await bob.page.context().setOffline(true)
    await alice.say('are you there')
    await alice.ticks('are you there', 'sent')
    await bob.page.context().setOffline(false)
    await bob.shows('are you there')
    await alice.ticks('are you there', 'read')
    await bob.say('yes')
    await alice.shows('yes')
  })

  step('gives reactions and takes them back', async () => {
    await alice.react('how are you')
    await alice.showsReaction('how are you', 1, true)
    await bob.showsReaction('how are you', 1, false)
    await bob.toggleReaction('how are you')
    for (const window of [alice, bob]) await window.showsReaction('how are you', 2, true)
    await bob.toggleReaction('how are you')
    await bob.showsReaction('how are you', 1, false)
    await alice.page.reload()
    await alice.openConversation('bob')
    await alice.showsReaction('how are you', 1, true)
  })

  step('translates a message', async () => {
    await alice.actOn('how are you', 'Translate')
    await alice.showsTranslation('how are you', 'en: HOW ARE YOU')
  })

  if (kit.reports)
    step('reports a message to the owner', async () => {
      await alice.report('how are you', 'Harassment')
      const reports = async () => (await server.call('GET', '/moderation/reports')).body.data
      await until('the owner has the report', async () => (await reports()).length === 1)
      const [{ reporter, reason, message }] = await reports()
      const { msg } = message.payload.bodies[0]
      assert.deepEqual([reporter, reason, msg], ['alice', 'Harassment or bullying', 'how are you'])
    })

  step('pins a message, which the other window is told', async () => {
    await alice.openConversation('Friends')
    await bob.openConversation('Friends')
    await alice.actOn('hello all', 'Pin')
    await alice.tells('alice pinned a message')
    await bob.tells('alice pinned a message')
  })

  step('starts a thread, in which both talk', async () => {
    await alice.startThread('hello all', 'plans', 'let us meet')
    await bob.openThread('hello all', 'plans')
    await bob.showsInThread('let us meet')
    await bob.sayInThread('tomorrow')
    await alice.showsInThread('tomorrow')
    await alice.openThread('hello all', 'plans')
  })

  step('keeps a conversation silent, in other windows too', async () => {
    await alice.actOnConversation('bob', 'Mute')
    await alice.isSilent('bob', true)
    await alice.page.reload()
    await alice.isSilent('bob', true)
    await alice.actOnConversation('bob', 'Unmute')
    await alice.isSilent('bob', false)
  })

  step('shows what another publishes, and when they go', async () => {
    await alice.openConversation('bob')
    await bob.publishPresence('Busy')
    await alice.showsPresence('Busy')
    await bob.close()
    await alice.showsPresence('Offline')
  })
}
