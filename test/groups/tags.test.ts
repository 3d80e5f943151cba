import assert from 'node:assert/strict'
import { after, before, describe, test } from 'node:test'
import { changeSettings } from '../files/file-client.ts'
import { assertError } from '../harness/assert-error.ts'
import { TestServer } from '../harness/test-server.ts'
import { catchUp, createRoom, goOnline, hears, say } from './scene.ts'

describe('tags of room members', () => {
  let server: TestServer
  before(async () => {
    server = await TestServer.start()
    await server.users('alice', 'bob', 'carol', 'dave')
    for (const user of ['alice', 'bob', 'carol']) await catchUp(server, user)
  })
  after(() => server.close())

  const tag = (room: string, user: string, tags: unknown) =>
    server.call('PUT', `/chatrooms/${room}/users/${user}/tag`, { tags })
  const tagsOf = async (room: string, user: string) =>
    (await server.call('GET', `/chatrooms/${room}/users/${user}/tag`)).body.data
  const mute = (room: string, name: unknown, mute_duration: unknown) =>
    server.call('PUT', `/chatrooms/${room}/tag/mute`, { tag: name, mute_duration })

  test('[rooms.tagMember] [rooms.memberTags] are replaced, cleared, and removed when the member leaves', async () => {
    const room = await createRoom(server, ['bob'])
    const { status, body } = await tag(room, 'Bob', ['vip', '新人', 'vip'])
    assert.deepEqual([status, body.data], [200, { result: true }])
    assert.deepEqual(await tagsOf(room, 'bob'), { vip: '0', 新人: '0' })
    await tag(room, 'bob', ['other'])
    assert.deepEqual(await tagsOf(room, 'bob'), { other: '0' })
    await tag(room, 'bob', [])
    assert.deepEqual(await tagsOf(room, 'bob'), {})
    await tag(room, 'bob', ['vip'])
    await server.call('DELETE', `/chatrooms/${room}/users/bob`)
    await server.call('POST', `/chatrooms/${room}/users/bob`)
    assert.deepEqual(await tagsOf(room, 'bob'), {})
    await tag(room, 'bob', ['vip'])
    await server.call('DELETE', `/chatrooms/${room}`)
    assert.equal(await server.running.core.stores.attributes.bytes(server.app.id, `t:${room}`), 0)
  })

  test('[rooms.tagMember] [rooms.muteTag] concurrent calls: no mute is lost, and no tag reappears', async () => {
    for (let round = 0; round < 15; round++) {
      const room = await createRoom(server, ['bob', 'carol'])
      await tag(room, 'bob', ['loud'])
      await tag(room, 'carol', ['loud'])
      const started = Date.now()
      const replies = await Promise.all([
        tag(room, 'bob', ['loud', 'vip']),
        tag(room, 'carol', ['other']),
        mute(room, 'loud', 60),
        tag(room, 'bob', ['loud', 'new']),
      ])
      assert.deepEqual(
        replies.map(({ status }) => status),
        [200, 200, 200, 200],
      )
      const { loud, ...others } = await tagsOf(room, 'bob')
      assert.ok(Number(loud) >= started + 60_000, `round ${round}: ${loud}`)
      assert.equal(Object.keys(others).length, 1)
      assert.deepEqual(await tagsOf(room, 'carol'), { other: '0' })
    }
  })

  test('[rooms.tagMember] any text can be a tag', async () => {
    const room = await createRoom(server, ['bob'])
    await tag(room, 'bob', ['constructor', '__proto__'])
    assert.deepEqual(Object.entries(await tagsOf(room, 'bob')).sort(), [
      ['__proto__', '0'],
      ['constructor', '0'],
    ])
  })

  test('[rooms.muteTag] everybody who has the tag is muted, for a time or forever, or unmuted', async () => {
    const room = await createRoom(server, ['bob', 'carol'])
    for (const user of ['alice', 'bob']) await tag(room, user, ['loud', 'vip'])
    await using bob = await goOnline(server, 'bob')
    await using carol = await goOnline(server, 'carol')
    await using alice = await goOnline(server, 'alice')
    const started = Date.now()
    assert.deepEqual((await mute(room, 'loud', 60)).body.data, { result: true })
    await hears(bob, 'ADD_MUTE alice>bob')
    const { loud, vip } = await tagsOf(room, 'bob')
    assert.equal(vip, '0')
    assert.ok(Number(loud) >= started + 60_000 && Number(loud) <= Date.now() + 60_000, loud)
    assert.equal(await say(bob, 'room', room, 'hello'), '15 you were muted')
    assert.equal(await say(carol, 'room', room, 'hello'), '')
    assert.equal(await say(alice, 'room', room, 'hello'), '', 'the owner is never muted')
    await tag(room, 'bob', ['loud', 'new'])
    assert.deepEqual(await tagsOf(room, 'bob'), { loud, new: '0' })

    await mute(room, 'loud', -1)
    assert.equal((await tagsOf(room, 'bob')).loud, '-1')
    const { body } = await server.call('GET', `/chatrooms/${room}/mute`)
    assert.deepEqual(
      body.data.map(({ user }: { user: string }) => user),
      ['bob'],
    )
    await mute(room, 'loud', 0)
    await hears(bob, 'REMOVE_MUTE alice>bob')
    assert.equal((await tagsOf(room, 'bob')).loud, '0')
    assert.equal(await say(bob, 'room', room, 'again'), '')
  })

  test('[rooms.tagMember] [rooms.memberTags] [rooms.muteTag] documented errors', async () => {
    const room = await createRoom(server, ['bob'])
    const path = (id: string, user: string) => `/chatrooms/${id}/users/${user}/tag`
    assertError(await tag(room, 'bob', 'vip'), 'room.tags_illegal')
    assertError(await server.call('PUT', path(room, 'bob'), {}), 'room.tags_illegal')
    assertError(
      await tag(
        room,
        'bob',
        Array.from({ length: 11 }, (_, i) => `t${i}`),
      ),
      'room.tags_too_many',
    )
    assertError(await tag(room, 'bob', ['t'.repeat(33)]), 'room.tag_too_long')
    assert.equal((await tag(room, 'bob', ['t'.repeat(32)])).status, 200)
    const stranger = { username: 'dave', id: room }
    assertError(await tag(room, 'dave', []), 'channel.not_in', stranger)
    assertError(await server.call('GET', path(room, 'dave')), 'channel.not_in', stranger)
    for (const reply of [
      await tag('404', 'bob', []),
      await server.call('GET', path('404', 'bob')),
      await mute('404', 'vip', 1),
    ])
      assertError(reply, 'channel.unknown', { id: '404' })
    assertError(await mute(room, 'none', 1), 'room.tag_unknown')
    assertError(await mute(room, undefined, 1), 'channel.field_missing', { field: 'tag' })
    assertError(await mute(room, 'vip', undefined), 'channel.field_missing', { field: 'mute_duration' })
    assertError(await mute(room, 'vip', -2), 'channel.field_illegal', { field: 'mute_duration' })
    await changeSettings(server, { roomTags: false })
    for (const reply of [
      await tag(room, 'bob', []),
      await server.call('GET', path(room, 'bob')),
      await mute(room, 'vip', 1),
    ])
      assertError(reply, 'room.tags_disabled')
    await changeSettings(server, { roomTags: true })
    await server.call('POST', `/chatrooms/${room}/users/bob`)
    const { stores } = server.running.core
    const channel = (await stores.channels.get(server.app.id, room))!
    await stores.commit(({ channels }) => [
      channels.apply({ channel: { ...channel, disabled: true }, standings: new Map() }),
    ])
    assertError(await tag(room, 'bob', []), 'channel.disabled')
    assertError(await mute(room, 't'.repeat(32), 1), 'channel.disabled')
  })
})
