import assert from 'node:assert/strict'
import { createServer, type RequestListener, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { buffer } from 'node:stream/consumers'
import { after, test } from 'node:test'
import { DownloadError } from '../domain/import/attachments.ts'
import { HttpDownloader } from './http-downloader.ts'
import { isPublicAddress } from './public-address.ts'

const servers: Server[] = []
after(() => {
  for (const server of servers) server.close().closeAllConnections()
})

/** Starts a server on all of 127.0.0.0/8; returns its port. */
async function serve(answer: RequestListener): Promise<number> {
  const server = createServer(answer)
  servers.push(server)
  await new Promise<void>((resolve) => server.listen(0, '0.0.0.0', resolve))
  return (server.address() as AddressInfo).port
}

const onlyOne = new HttpDownloader({ allows: (address) => address === '127.0.0.1' })

async function bytesOf(downloader: HttpDownloader, url: string): Promise<string> {
  return (await buffer((await downloader.open(url)).bytes)).toString()
}

test('a forbidden address is refused before it is contacted, also behind a redirect', async () => {
  let asked = 0
  const port = await serve((request, response) => {
    asked++
    if (request.url === '/') response.writeHead(302, { location: `http://127.0.0.2:${port}/secret` }).end()
    else response.end('secret')
  })
  const refused = new DownloadError('its address is not on the public internet')
  await assert.rejects(onlyOne.open(`http://127.0.0.1:${port}/`), refused)
  await assert.rejects(onlyOne.open(`http://127.0.0.2:${port}/secret`), refused)
  assert.equal(asked, 1)
})

test('a name is refused if any of its addresses is, and reached at the address that was checked', async () => {
  const port = await serve((request, response) =>
    response.end(`${request.headers.host} ${request.socket.localAddress}`),
  )
  const local = new HttpDownloader({ allows: (address) => ['127.0.0.1', '::1'].includes(address) })
  assert.equal(await bytesOf(local, `http://localhost:${port}/`), `localhost:${port} 127.0.0.1`)
  const never = new HttpDownloader({ allows: () => false })
  await assert.rejects(never.open(`http://localhost:${port}/`), DownloadError)
})

test('relative redirects are followed, and no compression is requested', async () => {
  const port = await serve((request, response) => {
    if (request.url === '/a/b') response.writeHead(307, { location: '../c' }).end()
    else response.end(`${request.url} ${request.headers['accept-encoding']}`)
  })
  assert.equal(await bytesOf(onlyOne, `http://127.0.0.1:${port}/a/b`), '/c identity')
})

test('a server that takes too long, before or during its answer, is given up', async () => {
  const port = await serve((request, response) => {
    if (request.url === '/drip') response.writeHead(200).write('drop')
  })
  const hasty = new HttpDownloader({ allows: () => true, patience: 100 })
  const late = new DownloadError('it took too long')
  await assert.rejects(hasty.open(`http://127.0.0.1:${port}/silent`), late)
  await assert.rejects(bytesOf(hasty, `http://127.0.0.1:${port}/drip`), late)
})

test('a server that goes over to another protocol is given up at once', async () => {
  const port = await serve((_request, response) =>
    response.writeHead(101, { connection: 'Upgrade', upgrade: 'other' }).end(),
  )
  await assert.rejects(
    onlyOne.open(`http://127.0.0.1:${port}/`),
    new DownloadError('its server speaks another protocol'),
  )
})

test('this machine cannot be reached under any of its names, not even by a redirect to one', async () => {
  let asked = 0
  const port = await serve((_request, response) => {
    asked++
    response.end('secret')
  })
  const hosts = [
    ...[
      '127.0.0.1',
      '127.1',
      '2130706433',
      '0x7f000001',
      '0x7f.0.0.1',
      '0177.0.0.1',
      '017700000001',
      '0',
      '0.0.0.0',
    ],
    ...['[::1]', '[::]', '[::ffff:127.0.0.1]', '[::ffff:7f00:1]', '[::127.0.0.1]', '[64:ff9b::7f00:1]'],
    ...['[2002:7f00:1::]', 'localhost', 'LOCALHOST.', '１２７.０.０.１', '127。0。0。1', '%31%32%37.0.0.1'],
  ]
  const guarded = new HttpDownloader({ allows: isPublicAddress })
  for (const host of hosts) await assert.rejects(guarded.open(`http://${host}:${port}/`), DownloadError, host)
  await assert.rejects(
    guarded.open(`http://[fe80::1%25lo]:${port}/`),
    new DownloadError('it is not an http(s) URL'),
  )
  assert.equal(asked, 0)

  // A header cannot hold the other host names.
  const ascii = hosts.filter((host) => /^[\x21-\x7e]+$/.test(host))
  let hop = 0
  const door = await serve((_request, response) =>
    response.writeHead(302, { location: `http://${ascii[hop]}:${port}/` }).end(),
  )
  const doorOnly = new HttpDownloader({
    // Only the door's own address is allowed besides the public internet.
    allows: (address) => address === '127.0.0.9' || isPublicAddress(address),
  })
  for (; hop < ascii.length; hop++)
    await assert.rejects(doorOnly.open(`http://127.0.0.9:${door}/`), DownloadError, ascii[hop])
  assert.equal(asked, 0)
})

test('every connection resolves and checks again: a name that now has a forbidden address is refused', async () => {
  const port = await serve((_request, response) => response.end('once'))
  let checks = 0
  const turning = new HttpDownloader({ allows: () => ++checks <= 2 })
  const localhost = `http://localhost:${port}/`
  await bytesOf(turning, localhost)
  checks = 2
  await assert.rejects(
    turning.open(localhost),
    new DownloadError('its address is not on the public internet'),
  )
})
