import assert from 'node:assert/strict'
import { type Anything, perform } from './stage.ts'

perform('voice', ['alice', 'bob'], async ({ client, server, step }) => {
  await using alice = await client('alice')
  const { connection } = alice as Anything
  if (typeof connection.getRTCToken === 'function')
    await assert.rejects(connection.getRTCToken(), (error: Anything) => error.type === 505, 'not open')
  await server.running.core.apps.changeSettings(server.app, { rtc: true })
  const given = await step('X5', alice, 'getRTCToken')
  if (given === undefined) return
  const { RTCToken, RTCUId, ...rest } = given.data
  assert.deepEqual(rest, { appId: server.app.appId, channelName: '*', expire: 86_400 })
  assert.match(RTCToken, /^007/)
  const found = await step('X6', alice, 'getUserIdByRTCUIds', [RTCUId])
  assert.deepEqual({ ...found.data }, { [RTCUId]: 'alice' })
})
