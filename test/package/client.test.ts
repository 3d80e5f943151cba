import assert from 'node:assert/strict'
import { test } from 'node:test'
import { builtPackages } from '../harness/packages.ts'
import { TestServer } from '../harness/test-server.ts'
import { Installation } from './installation.ts'

test('the client is installed alone, and calls a server', async () => {
  await using server = await TestServer.start()
  await using installed = await Installation.make((await builtPackages())['@ringpost/client']!)
  const output = await installed.module(
    'call.js',
    `import { CallError, Client } from '@ringpost/client'
    const credentials = { clientId: 'acme-client', clientSecret: 'acme-secret' }
    const client = new Client({ url: '${server.url}', app: 'acme#chat', ...credentials })
    await client.call('users.register', { body: [{ username: 'alice', password: 'pw' }] })
    const { data } = await client.call('users.get', { params: { username: 'alice' } })
    const refused = await client.call('users.get', { params: { username: 'bob' } }).catch((error) => error)
    console.log(data[0].username, refused instanceof CallError, refused.status)`,
  )
  assert.equal(output, 'alice true 404')
})
