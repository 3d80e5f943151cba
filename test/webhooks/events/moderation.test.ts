import assert from 'node:assert/strict'
import { after, before, describe, test } from 'node:test'
import { createGroup, createRoom } from '../../groups/scene.ts'
import { deny, HookScene } from '../hook-scene.ts'
import { EventCatcher } from './event-catcher.ts'
import { assertSamples } from './samples.ts'

describe('what webhooks say of moderation', () => {
  let scene: HookScene
  let catcher: EventCatcher
  before(async () => {
    scene = await HookScene.start()
    const list = { name: 'words', scope: 'ALL', disposition: 'REJECT', textContexts: ['evil'] }
    await scene.server.call('POST', '/moderation/text/list', list)
    const rules = { chatWords: 'block', groupWords: 'replace', roomWords: 'pass' } as const
    await scene.server.running.core.apps.changeSettings(scene.server.app, rules)
    catcher = await EventCatcher.start(scene.server, { events: ['keyword_alert', 'moderation', 'chat'] })
  })
  after(async () => {
    await catcher[Symbol.asyncDispose]()
    await scene[Symbol.asyncDispose]()
  })

  test('[moderation.createList] a word was found: what it was, and what became of the message', async () => {
    const group = await createGroup(scene.server, ['alice', 'bob'])
    const room = await createRoom(scene.server, ['alice', 'bob'])
    await scene.say('so evil')
    assertSamples(await catcher.next(2), [
      'a text with a word that is not allowed',
      'a text that is not sent because of a word',
    ])
    await scene.say('evil group', { group })
    const inGroup = await catcher.next(3)
    // A message that is sent is told, too; one that is not, never.
    const told = inGroup.splice(
      inGroup.findIndex(({ eventType }) => eventType === 'chat'),
      1,
    )
    assert.equal((told[0]!.payload as { bodies: { msg: string }[] }).bodies[0]!.msg, '*** group')
    assertSamples(
      inGroup,
      ['a text to a group with a word that is replaced', 'a text to a group whose word is replaced'],
      { group },
    )
    await scene.say('evil room', { room })
    const inRoom = (await catcher.next(3)).filter(({ eventType }) => eventType !== 'chat')
    assertSamples(
      inRoom,
      ['a text to a room with a word that passes', 'a text to a room that passes in spite of a word'],
      { room },
    )
  })

  test('[webhooks.create] what a hook refuses is told as moderated', async () => {
    await scene.hook()
    scene.reply = () => deny('no')
    await scene.told(scene.send({ type: 'img', url: 'https://files.example/f' }))
    assertSamples(await catcher.next(1), ['an image that a hook refuses'])
  })
})
