import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { mkdir, mkdtemp, readFile, rm, symlink, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join, relative } from 'node:path'
import { after, before, describe, test } from 'node:test'
import type { Browser, Page } from 'playwright-core'
import { createMarkdownRenderer } from 'vitepress'
import { outsideLinks } from '../../docs/.vitepress/outside-links.ts'
import { sidebar } from '../../docs/.vitepress/sidebar.ts'
import { openChromium, withoutChromium } from '../harness/chromium.ts'
import { builtSite } from '../harness/packages.ts'
import { rawExchange } from '../harness/raw-http.ts'
import { TestServer } from '../harness/test-server.ts'
import { allPages, docs } from './blocks.ts'

const root = join(import.meta.dirname, '../..')

describe('the documentation site', () => {
  let server: TestServer
  before(async () => {
    server = await TestServer.start({}, undefined, { site: await builtSite() })
  })
  after(() => server.close())

  const get = (path: string, init: RequestInit = {}) =>
    fetch(server.url + path, { redirect: 'manual', ...init })

  test('is served with types, caching and HEAD', async () => {
    const index = await get('/docs/')
    assert.equal(index.status, 200)
    assert.equal(index.headers.get('content-type'), 'text/html; charset=utf-8')
    assert.equal(index.headers.get('cache-control'), 'no-cache')
    const html = await index.text()
    const script = /src="(\/docs\/assets\/app\.[^"]+\.js)"/.exec(html)?.[1] ?? assert.fail('no script')
    const asset = await get(script)
    assert.equal(asset.headers.get('content-type'), 'text/javascript; charset=utf-8')
    assert.match(asset.headers.get('cache-control') ?? '', /immutable/)

    const etag = index.headers.get('etag') ?? assert.fail('no etag')
    assert.equal((await get('/docs/', { headers: { 'if-none-match': etag } })).status, 304)
    const head = await get('/docs/', { method: 'HEAD' })
    assert.equal(head.headers.get('content-length'), String(Buffer.byteLength(html)))
    assert.equal((await get('/docs/', { method: 'POST' })).status, 405)

    for (const [path, location] of [
      ['/docs', '/docs/'],
      ['/docs/zh', '/docs/zh/'],
    ] as const)
      assert.equal((await get(path)).headers.get('location'), location)
    assert.equal((await get('/docs/api')).status, 200)
    const missing = await get('/docs/nowhere.html')
    assert.equal(missing.status, 404)
    assert.match(await missing.text(), /<title>404/)
  })

  test('carries the files that its pages link to', async () => {
    const file = await get('/docs/files/deploy/nginx.conf.txt')
    assert.equal(file.headers.get('content-type'), 'text/plain; charset=utf-8')
    assert.equal(await file.text(), await readFile(join(root, 'deploy/nginx.conf'), 'utf8'))
  })

  test('leads nowhere else', async () => {
    for (const path of [
      '/docs/../outside.html',
      '/docs/%2e%2e/outside.html',
      '/docs/..%2foutside.html',
      '/docs/assets/../../outside.html',
      '/docs//etc/passwd',
      '/docs/.vitepress/config.html',
    ]) {
      const reply = await rawExchange(
        server.running.port,
        `GET ${path} HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n`,
        /$(?![\s\S])/,
      )
      assert.match(reply, /^HTTP\/1\.1 404 /, path)
      assert.doesNotMatch(reply, /secret|root:/)
    }
  })

  test('a link, a folder, or an app with the same name changes nothing', async () => {
    const other = await mkdtemp(join(tmpdir(), 'ringpost-site-'))
    await mkdir(join(other, 'empty'))
    await writeFile(join(other, 'index.html'), 'index')
    await symlink('/etc/passwd', join(other, 'passwd.html'))
    await using small = await TestServer.start({ RINGPOST_BOOTSTRAP: 'acme#chat,docs#zh' }, undefined, {
      site: other,
    })
    const of = (path: string) => fetch(small.url + path)
    assert.equal(await (await of('/docs/')).text(), 'index')
    assert.equal((await of('/docs/passwd.html')).status, 404)
    assert.equal((await of('/docs/empty')).status, 404)
    assert.equal((await of('/docs/zh/users')).status, 401)
    await rm(other, { recursive: true })
  })

  describe('in a browser', { skip: withoutChromium() }, () => {
    let browser: Browser
    let page: Page
    /** Requests that went elsewhere, and what a policy has blocked. */
    const faults: string[] = []
    before(async () => {
      browser = await openChromium()
      page = await (await browser.newContext()).newPage()
      page.on('request', (request) => {
        const url = request.url()
        if (!url.startsWith(server.url) && !url.startsWith('data:')) faults.push(`request ${url}`)
      })
      page.on('console', (message) => {
        if (message.type() === 'error' || message.type() === 'warning') faults.push(message.text())
      })
      page.on('pageerror', (error) => faults.push(String(error)))
    })
    after(() => browser.close())

    test('/ leads to the documentation, and JSON callers get what they always got', async () => {
      await page.goto(server.url)
      await page.getByRole('link', { name: 'Documentation' }).click()
      await page.getByRole('heading', { level: 1, name: 'Ringpost' }).waitFor()
      const json = await fetch(server.url, { headers: { accept: 'application/json' } })
      assert.equal(json.status, 404)
      assert.equal(((await json.json()) as { error: string }).error, 'service_resource_not_found')
    })

    test('the page of the API filters', async () => {
      await page.goto(`${server.url}/docs/api`)
      await page.locator('#filter').fill('users.register')
      await page.locator('#area-messages').waitFor({ state: 'hidden' })
    })

    test('a page works without its scripts, and languages and pages change with them', async () => {
      await page.goto(`${server.url}/docs/webhooks.html`)
      await page.getByRole('button', { name: 'Change language' }).hover()
      await page.getByRole('link', { name: '简体中文' }).first().click()
      await page.waitForURL(/\/docs\/zh\/webhooks\.html/)
      await page.getByRole('heading', { level: 1 }).waitFor()
    })

    /** The page must be among the first five results. */
    const queries: readonly [language: 'en' | 'zh', query: string, page: string][] = [
      ['zh', '回调', 'webhooks'],
      ['zh', '撤回消息', 'features/messages'],
      ['zh', '全员禁言', 'features/groups'],
      ['zh', '聊天室属性', 'features/rooms'],
      ['zh', '敏感词', 'features/moderation'],
      ['zh', '拉黑', 'features/contacts'],
      ['zh', '导入历史消息', 'recipes/import-history'],
      ['zh', '怎样从云服务迁移', 'moving/from-the-cloud'],
      ['zh', '在线状态', 'features/presence'],
      ['zh', '多设备登录', 'features/devices'],
      ['en', 'recall time limit', 'features/messages'],
      ['en', 'behind nginx', 'recipes/nginx'],
      ['en', 'mute members', 'features/groups'],
      ['en', 'moving from the cloud', 'moving/from-the-cloud'],
      ['en', 'exceed recall time limit', 'reference/errors'],
    ]
    for (const [language, query, wanted] of queries)
      test(`search finds ${query}`, async () => {
        await page.goto(`${server.url}/docs/${language === 'zh' ? 'zh/' : ''}`)
        // The box would begin with the query before this one.
        await page.evaluate('sessionStorage.clear()')
        await page.locator('#local-search button').click()
        await page.locator('#localsearch-input').fill(query)
        const results = page.locator('#localsearch-list a')
        await results.first().waitFor()
        const links = await results.evaluateAll((all) => all.map((each) => each.getAttribute('href') ?? ''))
        const found = links.slice(0, 5).some((link) => link.includes(`${wanted}.html`))
        assert.ok(found, `${query}: ${links.slice(0, 5).join(' ')}`)
      })

    test('nothing was blocked, and nothing left', () => assert.deepEqual(faults, []))
  })
})

test('a dead link fails the build', async () => {
  const md = await createMarkdownRenderer(root, { config: outsideLinks })
  const render = (text: string) => md.render(text, { path: join(root, 'docs/push.md') })
  for (const link of ['nothing.md', '../nothing', 'zh/nothing.md#here'])
    assert.throws(() => render(`[dead](${link})`), /docs\/push\.md: dead link/)
  assert.match(render('[page](deploy.md#sizing)'), /href="\.\/deploy\.html#sizing"/)
  assert.match(render('[folder](decisions/README.md)'), /href="\.\/decisions\/"/)
  assert.match(render('[file](../deploy/nginx.conf)'), /href="\/files\/deploy\/nginx\.conf\.txt"/)
  assert.equal(render('[a test](../test/run.ts)'), '<p>a test</p>\n')
})

test('links to headings lead to one, on the site and on GitHub', () => {
  const faults = allPages.flatMap((page) => {
    const links = [...readFileSync(join(docs, `${page}.md`), 'utf8').matchAll(/\]\(([^)\s:#]*)#([^)\s]+)\)/g)]
    return links
      .filter(([, path = '']) => path === '' || path.endsWith('.md'))
      .filter(([, path = '', anchor]) => {
        const target = path === '' ? join(docs, `${page}.md`) : join(docs, page, '..', path)
        const titles = [...readFileSync(target, 'utf8').matchAll(/^#{1,6} (.+)$/gm)].map(
          ([, title]) => title!,
        )
        return !titles.some((title) => anchor === onSite(title) && anchor === onGitHub(title))
      })
      .map(([link]) => `${page}: ${link}`)
  })
  assert.deepEqual(faults, [])
})

test('the sidebars list every page', () => {
  for (const [language, prefix] of [
    ['en', ''],
    ['zh', 'zh/'],
  ] as const) {
    const listed = sidebar(language).flatMap(({ items }) => items.map(({ link }) => link))
    const pages = allPages
      .filter((page) => page.startsWith('zh/') === (language === 'zh') && page !== `${prefix}README`)
      .map((page) => `/${page}`.replace(/README$/, ''))
    assert.deepEqual(listed.sort(), pages.sort())
  }
})

test('every page is there in Chinese, but those for contributors and what is generated', () => {
  const inEnglishOnly = /^(?:architecture$|decisions\/|reference\/(?!errors$))/
  const missing = allPages.filter(
    (page) => !page.startsWith('zh/') && !inEnglishOnly.test(page) && !allPages.includes(`zh/${page}`),
  )
  assert.deepEqual(missing, [])
})

test('Chinese pages link to Chinese ones', () => {
  const faults = allPages
    .filter((page) => page.startsWith('zh/'))
    .flatMap((page) =>
      [...readFileSync(join(docs, `${page}.md`), 'utf8').matchAll(/\]\(([^):#]+\.md)(?:#[^)]*)?\)/g)]
        .map(([, path = '']) => relative(docs, join(docs, page, '..', path)))
        .filter((target) => target !== english(page) && allPages.includes(`zh/${target.slice(0, -3)}`))
        .map((target) => `${page}: ${target}`),
    )
  assert.deepEqual(faults, [])
})

/** The page of which a Chinese one is the translation. Some lead to it. */
const english = (page: string) => `${page.slice('zh/'.length)}.md`

const onGitHub = (title: string) =>
  title
    .toLowerCase()
    .replaceAll(/[^\p{L}\p{N}\s_-]/gu, '')
    .replaceAll(' ', '-')

/** As VitePress does. */
const onSite = (title: string) =>
  title
    .replaceAll(/[\s~`!@#$%^&*()\-_+=[\]{}|\\;:"'“”‘’<>,.?/]+/g, '-')
    .replaceAll(/^-+|-+$/g, '')
    .replace(/^(\d)/, '_$1')
    .toLowerCase()

test('without a built site, /docs leads to the page of the API', async () => {
  await using server = await TestServer.start()
  const reply = await fetch(`${server.url}/docs/`)
  assert.equal(reply.url, `${server.url}/docs/api`)
  assert.match(await reply.text(), /<title>Ringpost API/)
  const home = await fetch(server.url, { headers: { accept: 'text/html' } })
  assert.doesNotMatch(await home.text(), /Documentation/)
})
