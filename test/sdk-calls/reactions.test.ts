import assert from 'node:assert/strict'
import { type Anything, perform } from './stage.ts'

perform('reactions', ['alice', 'bob', 'carol'], async ({ server, client, step }) => {
  await using alice = await client('alice')
  await using bob = await client('bob')
  const { serverMsgId: messageId } = await alice.send({
    type: 'txt',
    chatType: 'singleChat',
    to: 'bob',
    msg: 'hi',
  })
  await bob.next('onTextMessage', ({ id }) => id === messageId)
  for (const reaction of ['👍', 'a+b', 'c d']) {
    await step('E1', bob, 'addReaction', { messageId, reaction })
    const { reactions } = (await alice.next('onReactionChange')) as Anything
    assert.deepEqual({ ...reactions.at(-1).op[0] }, { operator: 'bob', reactionType: 'create' })
  }
  await assert.rejects(step('E1', bob, 'addReaction', { messageId, reaction: '👍' }), /"type":1101/)
  const listed = await step('E3', bob, 'getReactionlist', { chatType: 'singleChat', messageId })
  const list = listed ?? (await step('E3', bob, 'getReactionList', { chatType: 'singleChat', messageId }))
  const [{ msgId, reactionList }] = list.data
  assert.equal(msgId, messageId)
  assert.deepEqual(
    reactionList.map(({ reaction, userCount, isAddedBySelf, userList }: Anything) =>
      [reaction, userCount, isAddedBySelf, ...userList].join(),
    ),
    ['👍,1,true,bob', 'a+b,1,true,bob', 'c d,1,true,bob'],
  )
  for (const reaction of ['👍', 'a+b', 'c d']) {
    const { data } = await step('E4', alice, 'getReactionDetail', { messageId, reaction, pageSize: 100 })
    assert.deepEqual([data.reaction, data.isAddedBySelf, ...data.userList], [reaction, false, 'bob'])
    await step('E2', bob, 'deleteReaction', { messageId, reaction })
    const event = (await alice.next('onReactionChange')) as Anything
    const { count, op } = event.reactions.find((each: Anything) => each.reaction === reaction)
    assert.deepEqual([count, op[0].reactionType], [0, 'delete'])
  }
  await assert.rejects(step('E2', bob, 'deleteReaction', { messageId, reaction: 'a+b' }), /"type":1103/)
  const made = { groupname: 'g', owner: 'alice', members: ['carol'], public: true, description: '' }
  const group = (await server.call('POST', '/chatgroups', made)).body.data.groupid
  const inGroup = { chatType: 'groupChat', messageId, groupId: group }
  await assert.rejects(step('E3', bob, 'getReactionlist', inGroup), /"type":602/)
})
