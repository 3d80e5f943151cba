import assert from 'node:assert/strict'
import { type Anything, perform } from './stage.ts'

perform('presence', ['alice', 'bob', 'carol'], async ({ sdk, client, step }) => {
  await using alice = await client('alice')
  await using bob = await client('bob')
  const usernames = ['bob', 'carol']
  /** Older builds return the body itself. */
  const resultOf = (reply: Anything) => (reply.data ?? reply).result
  const states = (reply: Anything) =>
    resultOf(reply).map(({ uid, ext, status }: Anything) => [uid, ext, { ...status }])

  const subscribed = await step('P2', alice, 'subscribePresence', { usernames, expiry: 2_592_000 })
  const device = sdk === 'easemob-websdk-4.0' ? 'webim_d1' : 'webim_web_d1'
  const online = { [device]: '1' }
  assert.deepEqual(states(subscribed), [
    ['bob', '', online],
    ['carol', '', {}],
  ])
  await step('P1', bob, 'publishPresence', { description: 'busy' })
  const [told] = (await alice.next(
    'onPresenceStatusChange',
    ([event]: Anything) => event.ext === 'busy',
  )) as Anything
  assert.equal(told.userId, 'bob')
  assert.deepEqual(
    told.statusDetails.map((each: object) => ({ ...each })),
    [{ device, status: 1 }],
  )
  await bob.next('onPresenceStatusChange', ([event]: Anything) => event.userId === 'bob')
  const found = await step('P3', alice, 'getPresenceStatus', { usernames })
  assert.deepEqual(states(found)[0], ['bob', 'busy', online])

  const list = await step('P5', alice, 'getSubscribedPresencelist', { pageNum: 0, pageSize: 20 })
  assert.equal(resultOf(list).totalnum, 2)
  await step('P4', alice, 'unsubscribePresence', { usernames: ['carol'] })
  const left = await step('P5', alice, 'getSubscribedPresencelist', { pageNum: 0, pageSize: 20 })
  assert.deepEqual(
    resultOf(left).sublist.map(({ uid }: Anything) => uid),
    ['bob'],
  )
  const tooLong = (bob.connection as Anything).publishPresence({ description: 'x'.repeat(1025) })
  await assert.rejects(tooLong, (error: Anything) => error.type === 1100)
  await bob.close()
  await alice.next('onPresenceStatusChange', ([event]: Anything) => event.statusDetails[0].status === 0)
})
