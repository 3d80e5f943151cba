import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { Browser, Page } from 'playwright-core'
import { offline, withoutDownloads } from '../examples/downloads.ts'
import { openChromium, withoutChromium } from '../harness/chromium.ts'
import { Reader } from '../harness/reader.ts'
import { WITHIN_MS } from '../harness/until.ts'

test('docs/start/web.md: two people chat, one in the page that Vite serves, one in the page that it has built', {
  skip: withoutChromium() || withoutDownloads(),
}, async () => {
  await using reader = await Reader.inEmptyFolder('docs/start/web.md', offline())
  await reader.server('ringpost start')
  await reader.terminal().run(reader.block('user add'))
  const shell = reader.terminal()
  assert.match(await shell.run(reader.block('npm install')), /added \d+ packages/)
  await reader.saveFiles()
  const built = reader.terminal()
  built.type(`cd page\n${reader.block('vite build')}`)
  await built.shows(/Local:/)
  shell.type(reader.block('npx vite --port'))
  await shell.shows(/Local:/)
  await using browser = await openChromium()
  const alice = await Person.open(browser, `http://localhost:${reader.port('5173')}`, 'alice')
  const bob = await Person.open(browser, `http://localhost:${reader.port('4173')}`, 'bob')
  await alice.say('bob', 'Hello, Bob')
  await bob.sees('alice: Hello, Bob')
  await bob.say('alice', 'Hello, Alice')
  await alice.sees('bob: Hello, Alice')
})

/** Somebody who uses the page, in a browser profile of their own. */
class Person {
  readonly #page: Page

  private constructor(page: Page) {
    this.#page = page
  }

  static async open(browser: Browser, url: string, user: string): Promise<Person> {
    const page = await (await browser.newContext()).newPage()
    page.setDefaultTimeout(WITHIN_MS)
    await page.goto(url)
    await page.fill('[name=user]', user)
    await page.fill('[name=pwd]', 'secret')
    await page.click('#login button')
    const person = new Person(page)
    await person.sees(`${user} is online`)
    return person
  }

  async say(to: string, msg: string): Promise<void> {
    await this.#page.fill('[name=to]', to)
    await this.#page.fill('[name=msg]', msg)
    await this.#page.click('#send button')
    await this.sees(`to ${to}: ${msg}`)
  }

  async sees(line: string): Promise<void> {
    await this.#page.locator('#messages li', { hasText: line }).waitFor()
  }
}
