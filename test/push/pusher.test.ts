import assert from 'node:assert/strict'
import { after, before, describe, test } from 'node:test'
import { sdkClient } from '../acceptance/sdk-clients.ts'
import { createGroup, createRoom } from '../groups/scene.ts'
import { TestServer } from '../harness/test-server.ts'
import { Phones, pushing, type Shown } from './phones.ts'

describe('who is notified, and of what', () => {
  let server: TestServer
  let phones: Phones
  before(async () => {
    server = await TestServer.start(pushing)
    phones = await Phones.start(server)
    await server.users('alice', 'bob', 'carol')
    for (const user of ['alice', 'bob', 'carol']) await phones.bind(user)
  })
  after(async () => {
    await phones[Symbol.asyncDispose]()
    await server.close()
  })

  test('[push.bind] [push.addCertificate] a message reaches the phone of who is away', async () => {
    const id = await phones.send('alice', 'bob', 'secret text')
    const [shown] = await phones.next()
    const { expiresAt, ...rest } = shown!
    assert.deepEqual(rest, {
      token: 'bob',
      title: 'You have a new message',
      body: 'Tap to view it',
      badge: 1,
      data: { f: 'alice', t: 'bob', m: id },
      collapseKey: null,
    })
    assert.ok(Math.abs(expiresAt - Date.now() - 24 * 3600_000) < 60_000)
    assert.equal(phones.service.asked[0]!.headers.authorization, 'Bearer hook-secret')
    await phones.send('alice', 'bob', 'another')
    assert.equal((await phones.next())[0]!.badge, 2, 'messages that wait for the user')
  })

  test('not who is online, on whatever device; again once they are away', async () => {
    {
      await using bob = await sdkClient(server, { user: 'bob', password: 'pw', device: 'web' })
      assert.ok(bob)
      await phones.send('alice', 'bob', 'seen')
      assert.deepEqual(await phones.settled(), [])
    }
    const { sessions } = server.running.core
    while ((await sessions.online(server.app.id, 'bob')).length > 0)
      await new Promise((r) => setTimeout(r, 5))
    await phones.send('alice', 'bob', 'away')
    assert.equal((await phones.next()).length, 1)
  })

  test('members of a group who are away and want its messages, but neither sender nor rooms nor commands', async () => {
    const group = await createGroup(server, ['bob', 'carol'])
    await phones.settled()
    const id = await phones.send('alice', group, 'to all', { kind: 'chatgroups' })
    const shown = await phones.settled()
    assert.deepEqual(shown.map(({ token }) => token).sort(), ['bob', 'carol'])
    assert.deepEqual(shown[0]!.data, { f: 'alice', t: shown[0]!.token, m: id, g: group })
    await server.call('POST', `/chatgroups/${group}/shield`, undefined, {
      token: await server.userToken('bob'),
    })
    await phones.send('alice', group, 'to carol', { kind: 'chatgroups' })
    assert.deepEqual(
      (await phones.settled()).map(({ token }) => token),
      ['carol'],
    )
    const room = await createRoom(server, ['bob', 'carol'])
    await phones.send('alice', room, 'in a room', { kind: 'chatrooms' })
    await phones.send('alice', 'carol', '', { type: 'cmd', body: { action: 'x' } })
    await phones.send('alice', 'carol', 'only online', { routetype: 'ROUTE_ONLINE' })
    await phones.send('carol', 'carol', 'to myself')
    assert.deepEqual(await phones.settled(), [])
  })

  test('[messages.streamToUser] a message in pieces notifies once, when it is whole, with the whole text', async () => {
    await server.call('PUT', '/users/bob', { notification_display_style: 1 })
    const say = (piece: object) =>
      server.call('POST', '/stream_message/user', { from: 'alice', to: 'bob', body: piece })
    const { msgId } = (await say({ msg: 'Once', seq: 0 })).body.data
    await say({ msgId, msg: ' upon', seq: 1 })
    assert.deepEqual(await phones.settled(), [])
    await say({ msgId, msg: ' a time', seq: 2, finish: true })
    const shown = await phones.settled()
    assert.deepEqual(
      shown.map(({ body, data }) => [body, data.m]),
      [['alice: Once upon a time', msgId]],
    )
    await say({ msgId: '', msg: 'in one piece', seq: 0, finish: true })
    assert.deepEqual(
      (await phones.settled()).map(({ body }) => body),
      ['alice: in one piece'],
    )
    await server.call('PUT', '/users/bob', { notification_display_style: 0 })
  })

  test('silence, mentions, filters: what is wanted decides', async () => {
    const group = await createGroup(server, ['bob'])
    const set = (at: string, body: object) => server.call('PUT', `/users/bob/notification/${at}`, body)
    const prefer = (body: object) => server.call('PUT', '/users/bob', body)
    const all = 'user/bob'
    const from = 'user/alice'
    const here = `chatgroup/${group}`
    const ext = (more: object) => ({ ext: more })
    const nothing = {}
    /** [what, settings in force, extension, whether a message from alice and one in the group notify] */
    const table: [string, () => Promise<unknown>, object, boolean, boolean][] = [
      ['nothing set', async () => {}, nothing, true, true],
      ['nothing at all', () => set(all, { type: 'NONE' }), nothing, false, false],
      ['forced', async () => {}, ext({ em_force_notification: true }), true, true],
      ['this user in spite of it', () => set(from, { type: 'ALL' }), nothing, true, false],
      ['only mentions', () => set(all, { type: 'AT' }), nothing, true, false],
      ['mentioned', async () => {}, ext({ em_at_list: ['Bob'] }), true, true],
      ['others mentioned', async () => {}, ext({ em_at_list: ['carol'] }), true, false],
      ['all mentioned', async () => {}, ext({ em_at_list: 'ALL' }), true, true],
      ['mentioned for phones', async () => {}, ext({ em_apns_ext: { em_at_list: 'All' } }), true, true],
      ['nothing here', () => set(here, { type: 'NONE' }), ext({ em_at_list: ['bob'] }), true, false],
      ['as everywhere', () => set(here, { type: 'DEFAULT' }), ext({ em_at_list: ['bob'] }), true, true],
      [
        'silence here',
        () => set(here, { ignoreDuration: 60_000 }),
        ext({ em_at_list: ['bob'] }),
        true,
        false,
      ],
      ['no silence', () => set(here, { ignoreDuration: 0 }), ext({ em_at_list: ['bob'] }), true, true],
      [
        'everything',
        () => Promise.all([set(all, { type: 'ALL' }), set(from, { type: 'DEFAULT' })]),
        nothing,
        true,
        true,
      ],
      ['silence', () => set(all, { ignoreDuration: 60_000 }), nothing, false, false],
      ['forced in silence', async () => {}, ext({ em_force_notification: true }), true, true],
      [
        'hours',
        () => Promise.all([set(all, { ignoreDuration: 0 }), set(all, { ignoreInterval: '8:00-8:00' })]),
        nothing,
        false,
        false,
      ],
      ['no hours', () => set(all, { ignoreInterval: '' }), nothing, true, true],
      [
        'ignored',
        async () => {},
        ext({ em_ignore_notification: true, em_force_notification: true }),
        false,
        false,
      ],
      ['old silence', () => prefer({ notification_no_disturbing: true }), nothing, false, false],
      ['no old silence', () => prefer({ notification_no_disturbing: false }), nothing, true, true],
      [
        'old silence of the group',
        () => prefer({ [`notification_ignore_${group}`]: true }),
        nothing,
        true,
        false,
      ],
      ['none of the group', () => prefer({ [`notification_ignore_${group}`]: false }), nothing, true, true],
      ['this device', async () => {}, ext({ em_push_filter: { accept_device_id: ['phone'] } }), true, true],
      ['another device', async () => {}, ext({ em_push_filter: { accept_device_id: ['x'] } }), false, false],
      [
        'not this device',
        async () => {},
        ext({ em_push_filter: { ignore_device_id: ['phone'] } }),
        false,
        false,
      ],
      [
        'this certificate',
        async () => {},
        ext({ em_push_filter: { accept_notifier_name: ['hook'] } }),
        true,
        true,
      ],
      [
        'not this certificate',
        async () => {},
        ext({ em_push_filter: { ignore_notifier_name: ['hook'] } }),
        false,
        false,
      ],
    ]
    await phones.settled()
    for (const [what, setUp, more, direct, inGroup] of table) {
      await setUp()
      await phones.send('alice', 'bob', what, { ...more })
      await phones.send('alice', group, what, { ...more, kind: 'chatgroups' })
      const shown = await phones.settled()
      const of = (isGroup: boolean) => shown.some(({ data }) => (data.g !== undefined) === isGroup)
      assert.deepEqual([of(false), of(true)], [direct, inGroup], what)
    }
  })

  test('a message with lists of what is no text notifies, and does not hold up others', async () => {
    const odd = [{ toString: 1, valueOf: 1 }, [[]], null, 1]
    const args = { name: 'places', title_args: odd, content_args: odd }
    await server.call('POST', '/notification/template', {
      name: 'places',
      title_pattern: '{0}|{3}',
      content_pattern: '{1}|{2}',
    })
    const directed_template = [{ ...args, target: odd }]
    await phones.send('alice', 'bob', 'odd', {
      ext: {
        em_at_list: odd,
        em_push_filter: { ignore_device_id: odd, ignore_notifier_name: odd },
        em_push_template: { ...args, directed_template },
      },
    })
    await phones.send('alice', 'carol', 'plain')
    const shown = await phones.next(2)
    assert.deepEqual(shown.map(({ token, title, body }) => [token, title, body]).sort(), [
      ['bob', '|1', '|'],
      ['carol', 'You have a new message', 'Tap to view it'],
    ])
    await server.call('DELETE', '/notification/template/places')
  })

  test('what is shown: the last of style, default template, message, chosen template, template of the message', async () => {
    const template = (name: string, title_pattern: string, content_pattern: string) =>
      server.call('POST', '/notification/template', { name, title_pattern, content_pattern })
    const text = async (more: Record<string, unknown> = {}, msg = 'hello') => {
      await phones.send('alice', 'bob', msg, more)
      const [{ title, body }] = (await phones.next()) as [Shown]
      return [title, body]
    }
    await phones.settled()
    await server.call('PUT', '/users/alice', { nickname: 'Al' })
    await server.call('PUT', '/users/bob', { notification_display_style: '1' })
    assert.deepEqual(await text(), ['You have a new message', 'Al: hello'])
    assert.deepEqual(await text({ type: 'loc', body: { lat: 1, lng: 2, addr: 'x' } }), [
      'You have a new message',
      'Al: [Location]',
    ])
    await server.call('PUT', '/users/bob/notification/language', { translationLanguage: 'zh-Hans' })
    assert.deepEqual(await text(), ['您有一条新消息', 'Al: hello'])
    await server.call('PUT', '/users/bob/notification/language', { translationLanguage: '' })
    await template('default', 'From {$fromNickname}', '{$msg}')
    assert.deepEqual(await text({}, 'a {0} {$msg}'), ['From Al', 'a {0} {$msg}'])
    const own = { em_apns_ext: { em_push_title: 'T', em_push_content: 'C' } }
    assert.deepEqual(await text({ ext: own }), ['T', 'C'])
    assert.deepEqual(await text({ ext: { em_push_ext: { title: 'E' } } }), ['E', 'hello'])
    await template('mine', '{$dynamicFrom}', '{1}-{0}-{2}')
    await server.call('PUT', '/users/bob/notification/template', { templateName: 'mine' })
    const args = { title_args: [], content_args: ['a', 'b'] }
    assert.deepEqual(await text({ ext: { ...own, em_push_template: { name: 'gone', ...args } } }), [
      'Al',
      'b-a-',
    ])
    const nick = {
      em_push_ext: { group_user_nickname: 'Allie', custom: { n: 12345678901234567890n.toString() } },
    }
    assert.deepEqual((await text({ ext: nick }))[0], 'Allie')
    await server.call('POST', '/users/bob/contacts/users/alice')
    await server.call('PUT', '/user/bob/contacts/users/alice', { remark: 'Sis' })
    assert.deepEqual((await text({ ext: nick }))[0], 'Sis')
    await template('named', 'N {0}', '{0}')
    const named = { name: 'named', title_args: ['x'], content_args: ['y'] }
    assert.deepEqual(await text({ ext: { em_push_template: named } }), ['N x', 'y'])
    const directed = [{ target: ['bob'], name: 'named', title_args: ['for bob'], content_args: ['z'] }]
    assert.deepEqual(await text({ ext: { em_push_template: { ...named, directed_template: directed } } }), [
      'N for bob',
      'z',
    ])
    for (const name of ['default', 'mine', 'named'])
      await server.call('DELETE', `/notification/template/${name}`)
    await server.call('PUT', '/users/bob', { notification_display_style: 0 })
    assert.deepEqual(await text(), ['You have a new message', 'Tap to view it'])
    const custom = {
      em_push_ext: { custom: { a: [1] } },
      em_apns_ext: { extern: 'x', em_push_collapse_key: 'key' },
    }
    await phones.send('alice', 'bob', 'x', { ext: custom })
    const [shown] = await phones.next()
    assert.deepEqual([shown!.data.e, shown!.collapseKey], [{ a: [1] }, 'key'])
  })
})
