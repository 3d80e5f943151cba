import assert from 'node:assert/strict'
import { after, before, describe, test } from 'node:test'
import type { ErrorCode } from '@ringpost/contract'
import { assertError } from '../harness/assert-error.ts'
import { type Reply, TestServer } from '../harness/test-server.ts'
import { catchUp, createGroup, createRoom, goOnline, hears, told } from './scene.ts'

/** A private group in which everybody can invite; a public one that requires consent. */
const PRIVATE = { public: false, allowinvites: true }
const CLOSED = { public: true, membersonly: true }

describe('joining and leaving groups, over REST', () => {
  let server: TestServer
  const users = ['alice', 'bob', 'carol', 'dave', 'erin']
  before(async () => {
    server = await TestServer.start()
    await server.users(...users)
  })
  after(() => server.close())

  const as = async (user: string, method: string, path: string, body?: unknown): Promise<Reply> =>
    server.call(method, path, body, { token: await server.userToken(user) })
  const invite = (user: string, group: string, ...usernames: string[]) =>
    as(user, 'POST', `/chatgroups/${group}/invite`, { usernames })
  const answerInvitation = (user: string, group: string, verifyResult: boolean, invitee = user) =>
    as(user, 'POST', `/chatgroups/${group}/invite_verify`, { invitee, verifyResult })
  const apply = (user: string, group: string, message = 'please') =>
    as(user, 'POST', `/chatgroups/${group}/apply`, { message })
  const answerApplication = (user: string, group: string, applicant: string, verifyResult: boolean) =>
    as(user, 'POST', `/chatgroups/${group}/apply_verify`, { applicant, verifyResult, reason: 'so' })
  const isIn = async (group: string, user: string): Promise<boolean> =>
    (await server.call('GET', `/chatgroups/${group}/user/${user}/is_joined`)).body.data
  const fresh = async () => {
    for (const user of users) await catchUp(server, user)
  }
  /** Reads what is waiting for everybody, in groups only: operations with sender and receiver. */
  const heard = async (...names: string[]) =>
    Object.fromEntries(await Promise.all(names.map(async (name) => [name, await catchUp(server, name)])))

  describe('[groups.invite] [groups.answerInvitation]', () => {
    test("the invited user answers; the inviter, the group and the user's other devices are notified", async () => {
      const group = await createGroup(server, ['bob'], PRIVATE)
      await fresh()
      const { status, body } = await invite('bob', group, 'Carol', 'dave')
      assert.deepEqual(
        [status, body.data],
        [
          200,
          [
            { action: 'invite', id: group, result: true, user: 'carol' },
            { action: 'invite', id: group, result: true, user: 'dave' },
          ],
        ],
      )
      assert.deepEqual([await isIn(group, 'carol'), await isIn(group, 'dave')], [false, false])
      const accepted = await answerInvitation('carol', group, true)
      assert.deepEqual(accepted.body.data, {
        action: 'invite_verify',
        id: group,
        result: true,
        user: 'carol',
      })
      assert.equal((await answerInvitation('dave', group, false)).status, 200)
      assert.deepEqual([await isIn(group, 'carol'), await isIn(group, 'dave')], [true, false])
      const { bob, ...others } = await heard('alice', 'bob', 'carol', 'dave')
      assert.deepEqual(bob!.sort(), [
        'INVITE bob>carol',
        'INVITE bob>dave',
        'INVITE_ACCEPT carol>bob',
        'INVITE_DECLINE dave>bob',
        'PRESENCE carol>carol',
      ])
      assert.deepEqual(others, {
        alice: ['PRESENCE carol>carol'],
        carol: ['INVITE bob>carol', 'INVITE_ACCEPT carol>bob'],
        dave: ['INVITE bob>dave', 'INVITE_DECLINE dave>bob'],
      })
    })

    test('if no answer is required, the invited user joins at once', async () => {
      const group = await createGroup(server, [], { ...PRIVATE, invite_need_confirm: false })
      await fresh()
      assert.equal((await invite('alice', group, 'bob')).status, 200)
      assert.equal(await isIn(group, 'bob'), true)
      assert.deepEqual(await heard('alice', 'bob'), {
        alice: ['PRESENCE bob>bob', 'INVITE_ACCEPT bob>alice'],
        bob: ['DIRECT_JOINED alice>bob'],
      })
      const { apps } = server.running.core
      const app = apps.byKey('acme#chat')!
      await apps.changeSettings(app, { autoAcceptInvitations: true })
      const asking = await createGroup(server, [], PRIVATE)
      await invite('alice', asking, 'bob')
      await apps.changeSettings(app, { autoAcceptInvitations: false })
      assert.equal(await isIn(asking, 'bob'), true)
    })

    test('existing members are reported separately; if all are members, it is an error', async () => {
      const group = await createGroup(server, ['bob'], PRIVATE)
      const { body } = await invite('alice', group, 'bob', 'carol')
      assert.deepEqual(body.data[0], {
        action: 'invite',
        id: group,
        result: false,
        user: 'bob',
        reason: `user: bob already in group: ${group}`,
      })
      const reasons = `user: bob already in group: ${group}\n`
      assertError(await invite('alice', group, 'bob'), 'group.invited_member', { reasons })
    })

    test('owner and administrators can invite, members if the group allows it, and the app', async () => {
      const group = await createGroup(server, ['bob'], { public: true })
      assertError(await invite('bob', group, 'carol'), 'forbidden')
      assertError(await invite('erin', group, 'carol'), 'forbidden')
      assert.equal((await invite('alice', group, 'carol')).status, 200)
      await server.call('PUT', `/chatgroups/${group}`, { allowinvites: true })
      assert.equal((await invite('bob', group, 'dave')).status, 200)
      const byApp = await server.call('POST', `/chatgroups/${group}/invite`, { usernames: ['erin'] })
      assert.equal(byApp.status, 200)
      const answered = await server.call('POST', `/chatgroups/${group}/invite_verify`, {
        invitee: 'erin',
        verifyResult: 'true',
      })
      assert.equal(answered.status, 200)
      assert.equal(await isIn(group, 'erin'), true)
    })

    test('an invitation is answered once, by the invited user', async () => {
      const group = await createGroup(server, [], PRIVATE)
      await fresh()
      const notInvited = { username: 'bob', id: group }
      assertError(await answerInvitation('bob', group, true), 'group.not_invited', notInvited)
      await invite('alice', group, 'bob')
      assertError(await answerInvitation('carol', group, true, 'bob'), 'forbidden')
      const answers = await Promise.all([
        ...Array.from({ length: 4 }, () => answerInvitation('bob', group, true)),
        ...Array.from({ length: 4 }, () => answerInvitation('bob', group, false)),
      ])
      const isMember = await isIn(group, 'bob')
      const lines = await catchUp(server, 'alice')
      const outcomes = lines.filter((line) => /INVITE_(ACCEPT|DECLINE)/.test(line))
      assert.deepEqual(outcomes, [isMember ? 'INVITE_ACCEPT bob>alice' : 'INVITE_DECLINE bob>alice'])
      // Accepting as a member is not an error; everything else comes too late.
      const granted = answers.filter(({ status }) => status === 200).length
      assert.equal(granted, isMember ? 4 : 1)
      await answerInvitation('bob', group, true)
      assert.equal(await isIn(group, 'bob'), isMember)
    })

    test('[groups.answerInvitation] [groups.invite] errors', async () => {
      const group = await createGroup(server, ['bob'], { ...PRIVATE, maxusers: 3 })
      assertError(await invite('alice', '999', 'bob'), 'channel.unknown', { id: '999' })
      assertError(await invite('alice', group, 'nobody'), 'channel.user_unknown', { username: 'nobody' })
      const field = { field: 'usernames' }
      assertError(
        await as('alice', 'POST', `/chatgroups/${group}/invite`, {}),
        'channel.field_missing',
        field,
      )
      const many = Array.from({ length: 101 }, (_, i) => `u${i}`)
      assertError(await invite('alice', group, ...many), 'channel.add_too_many', { limit: 100 })
      assertError(await answerInvitation('carol', '999', true), 'channel.unknown', { id: '999' })
      const half = (body: unknown) => as('carol', 'POST', `/chatgroups/${group}/invite_verify`, body)
      assertError(await half({ verifyResult: true }), 'channel.field_missing', { field: 'invitee' })
      assertError(await half({ invitee: 'carol' }), 'channel.field_missing', { field: 'verifyResult' })
      const illegal = { invitee: 'carol', verifyResult: 'perhaps' }
      assertError(await half(illegal), 'channel.field_illegal', { field: 'verifyResult' })
      assertError(await invite('alice', group, 'carol', 'dave'), 'channel.full')
      await invite('alice', group, 'carol')
      await invite('alice', group, 'dave')
      assert.equal((await answerInvitation('carol', group, true)).status, 200)
      assertError(await answerInvitation('dave', group, true), 'channel.full')
    })
  })

  describe('[groups.apply] [groups.answerApplication]', () => {
    test("joining an open group takes effect at once; the others and the user's other devices are notified", async () => {
      const group = await createGroup(server, ['bob'])
      await fresh()
      await using web = await goOnline(server, 'carol', 'web')
      await using phone = await goOnline(server, 'carol', 'phone')
      const token = await server.userToken('carol')
      const { body } = await server.call('POST', `/chatgroups/${group}/apply?resource=web`, {}, { token })
      assert.deepEqual(body.data, { action: 'apply', id: group, result: true, user: 'carol' })
      await hears(phone, 'PRESENCE carol>carol')
      await server.call('POST', '/messages/chatgroups', { to: [group], type: 'txt', body: { msg: 'end' } })
      await hears(web, 'end')
      await hears(phone, 'end')
      assert.deepEqual([told(web), told(phone)], [['end'], ['PRESENCE carol>carol', 'end']])
      assert.deepEqual(await catchUp(server, 'bob'), ['PRESENCE carol>carol', 'end'])
      const reasons = `user: carol already in group: ${group}\n`
      assertError(await apply('carol', group), 'group.member_exists', { reasons })
    })

    test('otherwise owner and administrators are asked, and one of them answers', async () => {
      const group = await createGroup(server, ['bob', 'erin'], CLOSED)
      await fresh()
      assert.equal((await apply('carol', group)).status, 200)
      assert.equal((await apply('dave', group)).status, 200)
      assert.equal(await isIn(group, 'carol'), false)
      assertError(await answerApplication('bob', group, 'carol', true), 'forbidden')
      const { body } = await answerApplication('alice', group, 'carol', true)
      assert.deepEqual(body.data, { action: 'apply_verify', id: group, result: true, user: 'carol' })
      assert.equal((await answerApplication('alice', group, 'dave', false)).status, 200)
      assert.deepEqual([await isIn(group, 'carol'), await isIn(group, 'dave')], [true, false])
      const { alice, ...others } = await heard('alice', 'bob', 'carol', 'dave')
      assert.deepEqual(alice!.sort(), [
        'APPLY carol>alice',
        'APPLY dave>alice',
        'APPLY_ACCEPT alice>carol',
        'APPLY_DECLINE alice>dave',
        'PRESENCE carol>carol',
      ])
      assert.deepEqual(others, {
        bob: ['PRESENCE carol>carol'],
        carol: ['APPLY carol>alice', 'APPLY_ACCEPT alice>carol'],
        dave: ['APPLY dave>alice', 'APPLY_DECLINE alice>dave'],
      })
    })

    test('administrators are asked too, and their concurrent answers to one application have one outcome', async () => {
      const group = await createGroup(server, ['carol', 'dave'], CLOSED)
      await server.call('POST', `/chatgroups/${group}/admin`, { newadmin: 'carol' })
      await fresh()
      await apply('bob', group)
      assert.deepEqual(await heard('alice', 'bob', 'carol', 'dave'), {
        alice: ['APPLY bob>alice,carol'],
        bob: ['APPLY bob>alice,carol'],
        carol: ['APPLY bob>alice,carol'],
        dave: [],
      })
      const answers = await Promise.all(
        [true, false].flatMap((accepts) => [
          answerApplication('alice', group, 'bob', accepts),
          answerApplication('carol', group, 'bob', !accepts),
        ]),
      )
      const isMember = await isIn(group, 'bob')
      assert.equal(answers.filter(({ status }) => status === 200).length, isMember ? 2 : 1)
      const told = await catchUp(server, 'bob')
      assert.equal(told.length, 1)
      assert.match(
        told[0]!,
        isMember ? /^APPLY_ACCEPT (alice|carol)>bob$/ : /^APPLY_DECLINE (alice|carol)>bob$/,
      )
    })

    test('applying after an invitation joins, and so does an invitation after an application', async () => {
      const group = await createGroup(server, [], CLOSED)
      await invite('alice', group, 'bob')
      await apply('bob', group)
      await apply('carol', group)
      await fresh()
      await invite('alice', group, 'carol')
      assert.deepEqual([await isIn(group, 'bob'), await isIn(group, 'carol')], [true, true])
      assert.deepEqual(await catchUp(server, 'carol'), ['APPLY_ACCEPT alice>carol'])
      await fresh()
      const notApplied = { username: 'dave', id: group }
      assertError(await answerApplication('alice', group, 'dave', true), 'group.not_applied', notApplied)
    })

    test('errors', async () => {
      const hidden = await createGroup(server, ['bob'], { public: false })
      const group = await createGroup(server, ['bob'], { ...CLOSED, maxusers: 2 })
      assertError(await apply('carol', '999'), 'channel.unknown', { id: '999' })
      assertError(await apply('carol', hidden), 'group.not_public', { id: hidden })
      assertError(await apply('carol', group), 'channel.full')
      assertError(await apply('carol', group, 'x'.repeat(6000)), 'channel.reason_too_long', { limit: 5120 })
      const odd = await as('carol', 'POST', `/chatgroups/${group}/apply`, { message: true })
      assertError(odd, 'channel.field_illegal', { field: 'message' })
      assertError(await server.call('POST', `/chatgroups/${group}/apply`, {}), 'forbidden')
      assertError(await answerApplication('alice', '999', 'carol', true), 'channel.unknown', { id: '999' })
      const half = (body: unknown) => as('alice', 'POST', `/chatgroups/${group}/apply_verify`, body)
      assertError(await half({ verifyResult: true }), 'channel.field_missing', { field: 'applicant' })
      assertError(await half({ applicant: 'carol' }), 'channel.field_missing', { field: 'verifyResult' })
      const illegal = { applicant: 'carol', verifyResult: true, reason: true }
      assertError(await half(illegal), 'channel.field_illegal', { field: 'reason' })
      const long = { applicant: 'carol', verifyResult: true, reason: 'x'.repeat(6000) }
      assertError(await half(long), 'channel.reason_too_long', { limit: 5120 })
    })
  })

  test('[groups.invite] [groups.answerInvitation] [groups.apply] [groups.answerApplication] blocked users, users in too many groups, and disabled groups', async () => {
    const open = await createGroup(server, [], PRIVATE)
    const closed = await createGroup(server, [], CLOSED)
    await invite('alice', open, 'erin')
    await apply('erin', closed)
    const all = async (code: ErrorCode, params = {}) => {
      for (const reply of [
        await invite('alice', open, 'erin'),
        await answerInvitation('erin', open, true),
        await apply('erin', closed),
        await answerApplication('alice', closed, 'erin', true),
      ])
        assertError(reply, code, params)
    }
    const { apps, stores } = server.running.core
    const app = apps.byKey('acme#chat')!
    await createGroup(server, ['erin'])
    await apps.changeSettings(app, { groupsPerUser: 1 })
    await all('group.joined_too_many', { username: 'erin' })
    await apps.changeSettings(app, { groupsPerUser: 0 })
    const change = async (id: string, disabled: boolean, blocked: boolean) => {
      const standing = (await stores.channels.standings(app.id, id, ['erin'])).get('erin')!
      const channel = { ...(await stores.channels.get(app.id, id))!, disabled }
      await stores.commit(({ channels }) => [
        channels.apply({ channel, standings: new Map([['erin', { ...standing, blocked }]]) }),
      ])
    }
    for (const id of [open, closed]) await change(id, false, true)
    await all('channel.blocked', { username: 'erin' })
    for (const id of [open, closed]) await change(id, true, false)
    await all('channel.disabled')
    assertError(await as('alice', 'DELETE', `/chatgroups/${open}/quit`), 'channel.disabled')
    for (const id of [open, closed]) await change(id, false, false)
    assert.equal((await answerInvitation('erin', open, true)).status, 200)
  })

  test("[groups.leave] a member leaves; the others and the member's other devices are notified", async () => {
    const group = await createGroup(server, ['bob', 'carol'])
    await fresh()
    const { body } = await as('bob', 'DELETE', `/chatgroups/${group}/quit`)
    assert.deepEqual(body.data, { result: true })
    assert.equal(await isIn(group, 'bob'), false)
    assert.deepEqual(await heard('alice', 'bob', 'carol'), {
      alice: ['ABSENCE bob>bob'],
      bob: ['ABSENCE bob>bob'],
      carol: ['ABSENCE bob>bob'],
    })
    assertError(await as('bob', 'DELETE', `/chatgroups/${group}/quit`), 'forbidden')
    assertError(await as('alice', 'DELETE', `/chatgroups/${group}/quit`), 'channel.owner_stays')
    assertError(await as('bob', 'DELETE', '/chatgroups/999/quit'), 'channel.unknown', { id: '999' })
    assertError(await server.call('DELETE', `/chatgroups/${group}/quit`), 'forbidden')
  })

  test('[groups.leave] [groups.update] an owner who leaves while handing over to a user who leaves never leaves the group without an owner', async () => {
    for (let round = 0; round < 8; round++) {
      const group = await createGroup(server, ['bob', 'carol'])
      const acts = [
        () => as('alice', 'DELETE', `/chatgroups/${group}/quit`),
        () => as('alice', 'PUT', `/chatgroups/${group}`, { newowner: 'bob' }),
        () => as('bob', 'DELETE', `/chatgroups/${group}/quit`),
      ]
      const order = round % 2 === 0 ? acts : acts.toReversed()
      await Promise.all(order.map((act) => act()))
      const { owner, affiliations } = (await server.call('GET', `/chatgroups/${group}`)).body.data[0]
      assert.deepEqual(
        affiliations.filter((each: Record<string, string>) => 'owner' in each),
        [{ owner }],
      )
      assert.equal(await isIn(group, owner), true)
    }
  })

  test('[groups.listPublic] public groups of the app, page by page', async () => {
    const first = await createGroup(server, [], { groupname: 'first' })
    await createGroup(server, [], { public: false })
    await createRoom(server, [])
    const second = await createGroup(server, [], { groupname: 'second' })
    const page = await as('erin', 'GET', '/publicchatgroups?limit=1')
    assert.deepEqual(page.body.data, [{ id: second, name: 'second', groupid: second, groupname: 'second' }])
    const next = await as('erin', 'GET', `/publicchatgroups?limit=1&cursor=${page.body.cursor}`)
    assert.equal(next.body.data[0].id, first)
    const all = await as('erin', 'GET', '/publicchatgroups?limit=1000')
    assert.equal(all.body.cursor, undefined)
    assert.equal(all.body.count, all.body.data.length)
  })

  test('[groups.shield] [groups.unshield] a user who shields a group gets its events but none of its messages, now or later', async () => {
    const group = await createGroup(server, ['bob', 'carol'])
    await fresh()
    const post = (msg: string) =>
      server.call('POST', '/messages/chatgroups', { to: [group], type: 'txt', body: { msg } })
    await using web = await goOnline(server, 'bob', 'web')
    await goOnline(server, 'bob', 'away').then((client) => client.drop())
    await post('before')
    await hears(web, 'before')
    const token = await server.userToken('bob')
    const { body } = await server.call('POST', `/chatgroups/${group}/shield?resource=web`, undefined, {
      token,
    })
    assert.deepEqual(body.data, { action: 'shield', groupid: group, result: true, user: 'bob' })
    await as('bob', 'POST', `/chatgroups/${group}/shield`)
    await post('hidden')
    await server.call('POST', `/chatgroups/${group}/users/dave`)
    await hears(web, 'PRESENCE dave>dave')
    assert.deepEqual(await catchUp(server, 'bob'), ['before', 'BLOCK bob>', 'PRESENCE dave>dave'])
    const again = await goOnline(server, 'bob', 'later')
    await post('hidden too')
    await server.call('DELETE', `/chatgroups/${group}/users/dave`)
    await hears(again, 'ABSENCE dave>dave')
    assert.deepEqual(told(again), ['ABSENCE dave>dave'])
    await as('bob', 'DELETE', `/chatgroups/${group}/shield`)
    await post('after')
    for (const client of [web, again]) await hears(client, 'after')
    await again.drop()
    assert.deepEqual(told(web), [
      'before',
      'PRESENCE dave>dave',
      'ABSENCE dave>dave',
      'UNBLOCK bob>',
      'after',
    ])
    assert.deepEqual(await catchUp(server, 'bob', 'away'), [
      'before',
      'BLOCK bob>',
      'PRESENCE dave>dave',
      'ABSENCE dave>dave',
      'UNBLOCK bob>',
      'after',
    ])
    assert.deepEqual(await catchUp(server, 'bob'), ['ABSENCE dave>dave', 'UNBLOCK bob>', 'after'])
    for (const method of ['POST', 'DELETE']) {
      assertError(await as('bob', method, '/chatgroups/999/shield'), 'channel.unknown', { id: '999' })
      assertError(await as('erin', method, `/chatgroups/${group}/shield`), 'group.not_members', {
        users: 'erin',
      })
      assertError(await server.call(method, `/chatgroups/${group}/shield`), 'forbidden')
    }
  })
})
