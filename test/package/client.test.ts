import assert from 'node:assert/strict'
import { once } from 'node:events'
import { readFile } from 'node:fs/promises'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { after, before, test } from 'node:test'
import { openChromium, withoutChromium } from '../harness/chromium.ts'
import { builtPackages } from '../harness/packages.ts'
import { TestServer } from '../harness/test-server.ts'
import { Installation } from './installation.ts'

let server: TestServer
let installed: Installation
before(async () => {
  server = await TestServer.start()
  installed = await Installation.make((await builtPackages())['@ringpost/client']!)
})
after(async () => {
  await installed?.[Symbol.asyncDispose]()
  await server?.close()
})

/** Registers a user, reads them, and meets a refusal. */
const calls = (from: string, user: string) => `
  const { CallError, Client } = await import('${from}')
  const credentials = { clientId: 'acme-client', clientSecret: 'acme-secret' }
  const client = new Client({ url: '${server.url}', app: 'acme#chat', ...credentials })
  await client.call('users.register', { body: [{ username: '${user}', password: 'pw' }] })
  const { data } = await client.call('users.get', { params: { username: '${user}' } })
  const refused = await client.call('users.get', { params: { username: 'nobody' } }).catch((error) => error)
  const said = [data[0].username, refused instanceof CallError, refused.status].join(' ')`

test('the client is installed alone, and calls a server', async () => {
  const output = await installed.module('call.js', `${calls('@ringpost/client', 'alice')}; console.log(said)`)
  assert.equal(output, 'alice true 404')
})

test('it runs in a browser, on a page from elsewhere', { skip: withoutChromium() }, async () => {
  await using site = createServer(async ({ url = '' }, response) => {
    const isScript = url.endsWith('.js')
    response.setHeader('content-type', isScript ? 'text/javascript' : 'text/html')
    response.end(isScript ? await readFile(installed.path(url)) : '<!doctype html>')
  }).listen(0, '127.0.0.1')
  await once(site, 'listening')
  const browser = await openChromium()
  try {
    const page = await browser.newPage()
    await page.goto(`http://127.0.0.1:${(site.address() as AddressInfo).port}/`)
    const program = calls('/node_modules/@ringpost/client/dist/index.js', 'bob')
    assert.equal(await page.evaluate(`(async () => { ${program}; return said })()`), 'bob true 404')
  } finally {
    await browser.close()
  }
})
