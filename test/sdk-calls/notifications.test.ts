import assert from 'node:assert/strict'
import { type Anything, perform } from './stage.ts'

const DAY = 86_400_000

perform('notifications', ['alice', 'bob'], async ({ sdk, client, step }) => {
  await using alice = await client('alice')
  await using second = await client('alice', 'd2')
  /** Passes what the other device is told to `check`; older builds tell nothing. */
  const told = async (operation: string, check: (event: Anything) => void): Promise<void> => {
    if (sdk === 'easemob-websdk')
      check(await second.next('onMultiDeviceEvent', (event: Anything) => event.operation === operation))
  }
  const bob = { conversationId: 'bob', type: 'singleChat' }
  const group = { conversationId: '4711', type: 'groupChat' }

  const all = await step('N1', alice, 'setSilentModeForAll', { options: { paramType: 0, remindType: 'AT' } })
  if (all !== undefined) {
    assert.equal(all.data.type, 'AT')
    await told('setSilentModeForUser', ({ data, resource }) => {
      assert.deepEqual({ ...data }, { type: 'AT', ignoreDuration: 0, ignoreInterval: '' })
      assert.match(resource, /d1$/)
    })
    const hours = { startTime: { hours: 8, minutes: 30 }, endTime: { hours: 10, minutes: 5 } }
    await step('N1', alice, 'setSilentModeForAll', { options: { paramType: 2, ...hours } })
    const { data } = await step('N2', alice, 'getSilentModeForAll')
    assert.deepEqual({ ...data }, { type: 'AT', ignoreDuration: 0, ignoreInterval: '8:30-10:5' })
  }

  const one = { ...bob, options: { paramType: 0, remindType: 'NONE' } }
  if ((await step('N3', alice, 'setSilentModeForConversation', one)) !== undefined) {
    await told('setSilentModeForConversation', ({ conversationId, type, data }) =>
      assert.deepEqual([conversationId, type, data.type], ['bob', 'singleChat', 'NONE']),
    )
    const lasting = { ...group, options: { paramType: 1, duration: DAY } }
    const { ignoreDuration: until } = (await step('N3', alice, 'setSilentModeForConversation', lasting)).data
    assert.ok(until > Date.now() && until <= Date.now() + DAY, String(until))
    await told('setSilentModeForConversation', ({ conversationId, data }) =>
      assert.deepEqual([conversationId, data.ignoreDuration], ['4711', until]),
    )
    const { data } = await step('N4', alice, 'getSilentModeForConversation', bob)
    assert.equal(data.type, 'NONE')
    const list = {
      conversationList: [
        { id: 'bob', type: 'singleChat' },
        { id: '4711', type: 'groupChat' },
      ],
    }
    const many = await step('N5', alice, 'getSilentModeForConversations', list)
    assert.equal(many.data.user.bob.type, 'NONE')
    assert.equal(many.data.group['4711'].ignoreDuration, until)
    const typed = await step('N8', alice, 'getSilentModeRemindTypeConversations', { pageSize: 10 })
    if (typed !== undefined) assert.equal(JSON.stringify(typed.data).includes('4711'), false)
    await step('N3', alice, 'clearRemindTypeForConversation', bob)
    await told('removeSilentModeForConversation', ({ conversationId }) => assert.equal(conversationId, 'bob'))
  }

  await step('N6', alice, 'setPushPerformLanguage', { language: 'EU' })
  const language = await step('N7', alice, 'getPushPerformLanguage')
  if (language !== undefined) assert.equal(language.data.language, 'EU')
})
