import assert from 'node:assert/strict'
import { after, before, describe, test } from 'node:test'
import { conferenceJid, encodeMucBody, MucOperation, Namespace, userJid } from '@ringpost/protocol'
import { APP_KEY, type RawClient } from '../gateway/raw-client.ts'
import { TestServer } from '../harness/test-server.ts'
import { type Client, openClient } from '../sdk/client.ts'
import { catchUp, createGroup, createRoom, goOnline } from './scene.ts'

type Told = Record<string, unknown>

describe('joining and leaving groups, with the official SDK', () => {
  let server: TestServer
  before(async () => {
    server = await TestServer.start()
    await server.users('alice', 'bob', 'carol', 'dave')
  })
  after(() => server.close())

  const open = (user: string, device = 'd1') =>
    openClient({ apiUrl: server.url, wsUrl: server.wsUrl, appKey: APP_KEY, user, password: 'pw', device })
  const event = async (client: Client, operation: string): Promise<Told> => ({
    ...(await client.next('onGroupEvent', (each) => each.operation === operation)),
  })
  const refusal = async (act: Promise<unknown>) => {
    try {
      await act
    } catch (error) {
      return (error as { type: number }).type
    }
    return 'none'
  }

  test('[groups.invite] [groups.answerInvitation] invite, accept and decline', async () => {
    const groupId = await createGroup(server, [], { groupname: 'secret', public: false })
    await using alice = await open('alice')
    await using bob = await open('bob')
    await using phone = await open('bob', 'd2')
    await using carol = await open('carol')
    const invited = await alice.connection.inviteUsersToGroup({ groupId, users: ['bob', 'carol'] })
    assert.deepEqual(invited.data, [
      { action: 'invite', id: groupId, result: true, user: 'bob' },
      { action: 'invite', id: groupId, result: true, user: 'carol' },
    ])
    const invitation = { operation: 'inviteToJoin', id: groupId, from: 'alice', name: 'secret' }
    for (const client of [bob, phone, carol])
      assert.deepEqual(await event(client, 'inviteToJoin'), invitation)
    const accepted = await bob.connection.acceptGroupInvite({ groupId, invitee: 'bob' })
    assert.equal((accepted.data as unknown as Told).result, true)
    const acceptance = { operation: 'acceptInvite', id: groupId, from: 'bob' }
    for (const client of [alice, phone]) assert.deepEqual(await event(client, 'acceptInvite'), acceptance)
    assert.deepEqual(await event(alice, 'memberPresence'), {
      operation: 'memberPresence',
      id: groupId,
      from: 'bob',
      memberCount: 2,
    })
    await carol.connection.rejectGroupInvite({ groupId, invitee: 'carol' })
    assert.deepEqual(await event(alice, 'rejectInvite'), {
      operation: 'rejectInvite',
      id: groupId,
      from: 'carol',
    })
    const again = alice.connection.inviteUsersToGroup({ groupId, users: ['bob'] })
    assert.equal(await refusal(again), 601)
    assert.equal(await refusal(carol.connection.acceptGroupInvite({ groupId, invitee: 'carol' })), 603)
    assert.equal(await refusal(alice.connection.inviteUsersToGroup({ groupId: '999', users: ['bob'] })), 605)
    assert.deepEqual(
      bob.all('onGroupEvent').map(({ operation }) => operation),
      ['inviteToJoin'],
    )
  })

  test('[groups.apply] [groups.answerApplication] apply, accept and decline', async () => {
    const groupId = await createGroup(server, [], { groupname: 'club', membersonly: true })
    await using alice = await open('alice')
    await using bob = await open('bob')
    await using carol = await open('carol')
    await bob.connection.joinGroup({ groupId, message: 'let me in' })
    const request = await event(alice, 'requestToJoin')
    assert.deepEqual(request, { operation: 'requestToJoin', id: groupId, from: 'bob', reason: 'let me in' })
    await alice.connection.acceptGroupJoinRequest({ groupId, applicant: 'bob' })
    assert.deepEqual(await event(bob, 'acceptRequest'), {
      operation: 'acceptRequest',
      id: groupId,
      from: 'alice',
    })
    await carol.connection.joinGroup({ groupId, message: '' })
    await event(alice, 'requestToJoin')
    await alice.connection.rejectGroupJoinRequest({ groupId, applicant: 'carol', reason: 'full of us' })
    const declined = await event(carol, 'joinPublicGroupDeclined')
    assert.deepEqual([declined.id, declined.from, declined.userId], [groupId, 'alice', 'carol'])
    assert.equal(await refusal(carol.connection.joinGroup({ groupId: '999', message: '' })), 605)
  })

  test('[groups.apply] [groups.leave] [groups.listPublic] [groups.shield] [groups.unshield] find an open group, join, shield, leave', async () => {
    const groupId = await createGroup(server, ['carol'], { groupname: 'open' })
    await using carol = await open('carol')
    await using dave = await open('dave')
    await using tablet = await open('dave', 'd2')
    const found = await dave.connection.getPublicGroups({ limit: 1 })
    assert.deepEqual(found.data, [{ groupid: groupId, groupname: 'open' }])
    await dave.connection.joinGroup({ groupId, message: '' })
    const joined = { operation: 'memberPresence', id: groupId, from: 'dave', memberCount: 3 }
    for (const client of [carol, tablet]) assert.deepEqual(await event(client, 'memberPresence'), joined)

    const shielded = await dave.connection.blockGroupMessage({ groupId })
    assert.deepEqual(
      { ...(shielded.data as unknown as Told) },
      {
        action: 'shield',
        groupid: groupId,
        result: true,
        user: 'dave',
      },
    )
    const shieldOf = async () =>
      ((await dave.connection.getGroupInfo({ groupId })).data as unknown as Told[])[0]!.shieldgroup
    assert.equal(await shieldOf(), true)
    const post = (msg: string) =>
      server.call('POST', '/messages/chatgroups', { to: [groupId], type: 'txt', body: { msg } })
    await post('hidden')
    await dave.connection.unblockGroupMessage({ groupId })
    assert.equal(await shieldOf(), false)
    await post('seen')
    assert.equal((await dave.next('onTextMessage')).msg, 'seen')

    const left = await dave.connection.leaveGroup({ groupId })
    assert.equal((left.data as unknown as Told).result, true)
    const gone = { operation: 'memberAbsence', id: groupId, from: 'dave', memberCount: 2 }
    for (const client of [carol, tablet]) assert.deepEqual(await event(client, 'memberAbsence'), gone)
    assert.equal(await refusal(dave.connection.leaveGroup({ groupId })), 603)
  })

  describe('[socket.actOnGroup] over the socket', () => {
    const act = async (
      client: RawClient,
      operation: MucOperation,
      id: string,
      to: string[] = [],
      reason = '',
    ) => {
      const payload = encodeMucBody({
        muc: conferenceJid(APP_KEY, id),
        operation,
        from: userJid(APP_KEY, client.user),
        to: to.map((name) => userJid(APP_KEY, name)),
        reason,
      })
      const metaId = client.send({ to: { domain: 'easemob.com' }, payload, namespace: Namespace.MUC })
      const { status } = await client.acknowledgement(metaId)
      return `${status?.code} ${status?.reason ?? ''}`.trim()
    }
    const isIn = async (group: string, user: string) =>
      (await server.call('GET', `/chatgroups/${group}/user/${user}/is_joined`)).body.data

    test('invite, apply, answer, remove, shield and leave have the same effect', async () => {
      const group = await createGroup(server, [], { membersonly: true })
      for (const user of ['alice', 'bob', 'carol']) await catchUp(server, user)
      await using alice = await goOnline(server, 'alice')
      await using bob = await goOnline(server, 'bob')
      await using carol = await goOnline(server, 'carol')
      assert.equal(await act(alice, MucOperation.INVITE, group, ['bob', 'carol']), '0')
      assert.equal(await act(bob, MucOperation.INVITE_ACCEPT, group), '0')
      assert.equal(await act(carol, MucOperation.INVITE_DECLINE, group), '0')
      assert.deepEqual([await isIn(group, 'bob'), await isIn(group, 'carol')], [true, false])
      assert.equal(await act(carol, MucOperation.APPLY, group, [], 'me'), '0')
      assert.equal(await act(alice, MucOperation.APPLY_DECLINE, group, ['carol'], 'no'), '0')
      assert.equal(await act(carol, MucOperation.JOIN, group), '0')
      assert.equal(await act(alice, MucOperation.APPLY_ACCEPT, group, ['carol']), '0')
      assert.equal(await isIn(group, 'carol'), true)
      assert.equal(await act(carol, MucOperation.BLOCK, group), '0')
      assert.equal(await act(carol, MucOperation.UNBLOCK, group), '0')
      assert.equal(await act(alice, MucOperation.KICK, group, ['carol']), '0')
      assert.equal(await act(bob, MucOperation.LEAVE, group), '0')
      assert.deepEqual([await isIn(group, 'bob'), await isIn(group, 'carol')], [false, false])
    })

    test('refusals', async () => {
      const group = await createGroup(server, ['bob'])
      const room = await createRoom(server, [])
      await using bob = await goOnline(server, 'bob')
      assert.equal(
        await act(bob, MucOperation.INVITE, group, ['carol']),
        '1 this operation is not allowed with this token',
      )
      assert.equal(await act(bob, MucOperation.KICK, group), '1 to must be provided')
      const many = Array.from({ length: 101 }, (_, i) => `u${i}`)
      const tooMany = '1 addMembers: addMembers number more than maxSize : 100'
      assert.equal(await act(bob, MucOperation.INVITE, group, many), tooMany)
      assert.equal(await act(bob, MucOperation.APPLY, room), `1 grpID ${room} does not exist!`)
      assert.equal(await act(bob, MucOperation.GET_BLACKLIST, group), '1 not implemented')
    })
  })
})
