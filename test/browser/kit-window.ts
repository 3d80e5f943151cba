import { mkdir } from 'node:fs/promises'
import { fileURLToPath } from 'node:url'
import type { Browser, Locator, Page } from 'playwright-core'
import type { TestServer } from '../harness/test-server.ts'
import { until } from '../harness/until.ts'
import type { KitSite } from './kit-site.ts'

/** Screenshots of windows of failed tests; CI keeps what is here. */
const FAILURES = new URL('failures/', import.meta.url)

/** ms; far more than a page takes on a busy machine. */
const WITHIN_MS = 60_000

/** The tick of an own message: acknowledged by the server, got by the other device, seen by the other user. */
export type Tick = 'sent' | 'delivered' | 'read'

/** A browser window with the kit in it, in a profile of its own. */
export class KitWindow {
  readonly user: string
  readonly page: Page

  private constructor(user: string, page: Page) {
    this.user = user
    this.page = page
  }

  /** Opens the page as a user of `acme#chat`; the kit logs in by itself. */
  static async open(browser: Browser, site: KitSite, server: TestServer, user: string): Promise<KitWindow> {
    const page = await (await browser.newContext()).newPage()
    page.setDefaultTimeout(WITHIN_MS)
    const token = await server.userToken(user)
    const { url: restUrl, wsUrl: msyncUrl } = server
    await page.goto(
      site.page({
        appKey: 'acme#chat',
        userId: user,
        token,
        restUrl,
        msyncUrl,
        useUserInfo: true,
        isHttpDNS: false,
      }),
    )
    return new KitWindow(user, page)
  }

  /** Waits until the entry of the contact list, "Groups" or "Contacts", counts that many. */
  async counts(title: string, count: number): Promise<void> {
    const entry = this.page.locator('.cui-contactGroup-title', { hasText: title })
    await entry.locator('.cui-contactGroup-title-count', { hasText: `${count}` }).waitFor()
  }

  /**
   * Waits until a conversation is listed with this last message.
   * @param unread number of unread ones, if there are any; `some`: a kit that loads its list while a message arrives may count it twice.
   */
  async lists(name: string, message: string, unread?: number | 'some'): Promise<void> {
    const wanted = [name, message, ...(unread === undefined ? [] : [`${unread}`])].join()
    let listed: string[] = []
    await until(
      () => `${this.user} has ${wanted} listed, not ${listed.join(' | ')}`,
      async () => {
        const items = await this.page.locator('.cui-conversationItem').allInnerTexts()
        // The first line is the picture's; a time is not what is tested.
        const isWanted = (line: string) => line !== '' && !/^\d\d:\d\d$/.test(line)
        listed = items.map((text) => text.split('\n').slice(1).filter(isWanted).join())
        if (unread === 'some') listed = listed.map((line) => line.replace(/,\d+$/, ',some'))
        return listed.includes(wanted)
      },
    )
  }

  async openConversation(name: string): Promise<void> {
    const nickname = this.page.locator('.cui-conversationItem-nickname', { hasText: name })
    await nickname.click()
  }

  async say(text: string): Promise<void> {
    await this.#chat.locator('.cui-textarea-input').click()
    await this.page.keyboard.type(text)
    await this.page.keyboard.press('Enter')
  }

  /** Waits until the open conversation shows a text. */
  async shows(text: string): Promise<void> {
    await this.#chat.locator('.cui-message-text', { hasText: text }).waitFor()
  }

  /** Waits until the open conversation shows what somebody did, between its messages. */
  async tells(notice: string): Promise<void> {
    await this.#chat.locator('.cui-message-notice', { hasText: notice }).waitFor()
  }

  /** Chooses from the menu of a message of the open conversation. */
  async actOn(text: string, action: string): Promise<void> {
    await this.#pointAt(text, '.cui-message-base-body-action >> nth=0')
    await this.#choose(action)
  }

  /** Chooses from the menu of a listed conversation. */
  async actOnConversation(name: string, action: string): Promise<void> {
    const item = this.#conversation(name)
    await item.hover()
    await item.locator('.cui-conversationItem-info .cui-icon').click()
    await this.#choose(action)
  }

  /** Waits until a listed conversation is marked as silent, or no longer is. */
  async isSilent(name: string, isSilent: boolean): Promise<void> {
    const mark = this.#conversation(name).locator('.cui-conversationItem-nickname-silent')
    await mark.waitFor({ state: isSilent ? 'visible' : 'hidden' })
  }

  /** Waits until a message shows a translation. */
  async showsTranslation(text: string, translation: string): Promise<void> {
    const message = this.#chat.locator('.cui-message-base', { hasText: text })
    await message.locator('.cui-message-text-translation-text', { hasText: translation }).waitFor()
  }

  /** Reports a message for one of the reasons that the kit offers. */
  async report(text: string, reason: string): Promise<void> {
    await this.actOn(text, 'Report')
    await this.page.locator('.report-item', { hasText: reason }).locator('.cui-checkbox').click()
    await this.page.locator('.cui-modal-footer button:visible', { hasText: 'Report' }).click()
  }

  /** Gives the first reaction that the kit offers. */
  async react(text: string): Promise<void> {
    await this.#pointAt(text, '.cui-reaction-icon')
    await this.page.locator('.cui-tooltip .cui-emoji-container button:visible').first().click()
  }

  /** Gives the reaction that a message shows, or takes it back. */
  async toggleReaction(text: string): Promise<void> {
    await this.#reaction(text).click()
  }

  /** Waits until a message shows its one reaction that often. @param isOwn whether it is marked as given by the user. */
  async showsReaction(text: string, count: number, isOwn: boolean): Promise<void> {
    const wanted = `${count} ${isOwn ? 'with' : 'without'} the own`
    let seen = 'nothing'
    await until(
      () => `${this.user} sees ${wanted}, not ${seen}`,
      async () => {
        const reactions = await this.#reaction(text).evaluateAll((all) =>
          // biome-ignore lint/suspicious/noExplicitAny: elements of the page, whose types are not loaded here
          all.map(({ className, textContent }: any) => ({ className, textContent })),
        )
        const told = reactions.map(({ className, textContent }) => {
          const isMarked = className.includes('cui-reaction-btn-checked')
          return `${textContent} ${isMarked ? 'with' : 'without'} the own`
        })
        seen = told.join()
        return seen === wanted
      },
    )
  }

  /** Waits until the head of the open conversation says that of the other user's presence. */
  async showsPresence(words: string): Promise<void> {
    await this.#chat.locator('.cui-header-content-sub', { hasText: words }).waitFor()
  }

  /** As a button of a page would. */
  async publishPresence(words: string): Promise<void> {
    await this.page.evaluate(
      // biome-ignore lint/suspicious/noExplicitAny: the kit is a global of the page
      (ext) => (globalThis as any).ChatUI.rootStore.addressStore.publishPresence(ext),
      words,
    )
  }

  /** Starts a thread at a message of the open group. */
  async startThread(text: string, name: string, first: string): Promise<void> {
    await this.#pointAt(text, '.cui-message-base-body-action >> nth=1')
    await this.#thread.locator('.cui-thread-create input').fill(name)
    await this.sayInThread(first)
  }

  async sayInThread(text: string): Promise<void> {
    await this.#thread.locator('.cui-textarea-input').click()
    await this.page.keyboard.type(text)
    await this.page.keyboard.press('Enter')
  }

  /** Opens the thread that a message shows. */
  async openThread(text: string, name: string): Promise<void> {
    const message = this.#chat.locator('.cui-message-base', { hasText: text })
    await message.locator('.cui-message-base-thread-name', { hasText: name }).click()
  }

  async showsInThread(text: string): Promise<void> {
    await this.#thread.locator('.cui-message-text', { hasText: text }).waitFor()
  }

  /** Chooses a file in the picker of pictures, which sends it. */
  async sendPicture(path: string): Promise<void> {
    await this.page.locator('input[type=file][accept*=image]').setInputFiles(path)
  }

  /** Waits until the open conversation shows a picture: what the kit has fetched, in place of a sign for none. @returns its width and height. */
  async showsPicture(): Promise<[number, number]> {
    const picture = this.page.locator('.cui-message-img img:is([src^="blob:"], [src^="http:"])')
    let size: [number, number] = [0, 0]
    await until(
      () => `${this.user} sees a picture`,
      async () => {
        const [seen] = await picture.evaluateAll((all) =>
          // biome-ignore lint/suspicious/noExplicitAny: elements of the page, whose types are not loaded here
          all.map((image: any): [number, number] => [image.naturalWidth, image.naturalHeight]),
        )
        size = seen ?? size
        return size[0] > 0
      },
    )
    return size
  }

  /** Waits until an own text has this tick. */
  async ticks(text: string, tick: Tick): Promise<void> {
    const message = this.page.locator('.cui-message-base-right', { hasText: text })
    const icon = message.locator('.cui-message-status')
    let seen: Tick | undefined
    await until(
      () => `"${text}" of ${this.user} is ${tick}, not ${seen}`,
      async () => {
        seen = tickOf(await icon.innerHTML())
        return seen === tick
      },
    )
  }

  async close(): Promise<void> {
    await this.page.context().close()
  }

  get #chat(): Locator {
    return this.page.locator('.cui-chat')
  }

  get #thread(): Locator {
    return this.page.locator('.cui-thread')
  }

  #reaction(text: string): Locator {
    return this.#chat.locator('.cui-messageList-msgItem', { hasText: text }).locator('.cui-reaction-btn')
  }

  #conversation(name: string): Locator {
    const has = this.page.locator('.cui-conversationItem-nickname', { hasText: name })
    return this.page.locator('.cui-conversationItem').filter({ has })
  }

  /** Clicks on what a message shows only while the mouse is over it. */
  async #pointAt(text: string, icon: string): Promise<void> {
    const message = this.#chat.locator('.cui-message-base', { hasText: text })
    await message.locator('.cui-message-text', { hasText: text }).hover()
    await message.locator(icon).click()
  }

  /** Menus that were closed stay in the page, hidden. */
  async #choose(action: string): Promise<void> {
    const menu = this.page.locator('.cui-moreAction li:visible')
    await menu.filter({ hasText: action }).click()
  }

  /** Keeps what is seen now, as a picture. */
  async keep(name: string): Promise<void> {
    await mkdir(FAILURES, { recursive: true })
    const file = `${name}, ${this.user}.png`.replaceAll(/[^\w., -]/g, '')
    await this.page.screenshot({ path: fileURLToPath(new URL(file, FAILURES)) })
  }
}

/** Ticks differ in nothing but the drawing, of one or two strokes, and its colour. */
function tickOf(icon: string): Tick | undefined {
  const [drawing = ''] = icon.match(/ d="[^"]*"/) ?? []
  const strokes = drawing.split('M').length - 1
  if (strokes < 2) return strokes === 1 ? 'sent' : undefined
  return icon.includes('rgb(0, 204, 119)') ? 'read' : 'delivered'
}
