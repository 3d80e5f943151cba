import assert from 'node:assert/strict'
import { type Anything, pageFile, perform } from './stage.ts'

perform('files', ['alice', 'bob'], async ({ server, client, step, did }) => {
  await server.running.core.apps.changeSettings(server.app, { openRegistration: true })
  await using alice = await client('alice')
  assert.equal(alice.connection.isOpened(), true)
  did('L2')
  const newcomer = { username: 'carol', password: 'pw', nickname: 'Carol' }
  const registered = await step('L3', alice, 'registerUser', newcomer)
  assert.equal(registered.entities[0].username, 'carol')
  await using carol = await client('carol')
  assert.equal(carol.connection.isOpened(), true)
  const bytes = Buffer.from('a file of some bytes')
  const file = { type: 'file', chatType: 'singleChat', to: 'bob', filename: 'a.bin' }
  const callbacks = { onFileUploadError() {}, onFileUploadComplete() {}, onFileUploadProgress() {} }
  const message = { ...file, file: pageFile(bytes, 'a.bin'), ...callbacks } as Anything
  const { serverMsgId } = await alice.send(message)
  await using bob = await client('bob')
  const got: Anything = await bob.next('onFileMessage', ({ id }) => id === serverMsgId)
  assert.deepEqual([got.from, got.filename], ['alice', 'a.bin'])
  const reply = await fetch(got.url)
  assert.deepEqual([reply.status, Buffer.from(await reply.arrayBuffer())], [200, bytes])
  did('F1', 'F2')
  const token = await server.userToken('alice')
  await step('L4', alice, 'renewToken', token)
  assert.equal(alice.connection.isOpened(), true)
})
