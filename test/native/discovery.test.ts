import assert from 'node:assert/strict'
import { test } from 'node:test'
import { TestServer } from '../harness/test-server.ts'
import { Device } from './device.ts'
import { withoutNative } from './installation.ts'

test('[service.discover] [socket.tcp] the Android SDK finds the server by its discovery address alone', {
  skip: withoutNative(),
}, async () => {
  await using server = await TestServer.start()
  await server.users('alice')
  await using phone = await Device.start({ url: server.url, discovers: true })
  await phone.login('alice')
  assert.match(await phone.sendText('bob', 'found'), /^\d+$/)
})
