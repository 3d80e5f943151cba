import { after, before, describe, test } from 'node:test'
import { createGroup, createRoom } from '../../groups/scene.ts'
import { TestServer } from '../../harness/test-server.ts'
import { openClient } from '../../sdk/client.ts'
import { EventCatcher } from './event-catcher.ts'
import { assertSamples } from './samples.ts'

describe('what webhooks say of groups and rooms, in both generations', () => {
  let server: TestServer
  let newer: EventCatcher
  let older: EventCatcher
  before(async () => {
    server = await TestServer.start({ RINGPOST_ALLOW_INTERNAL_FETCH: 'on' })
    await server.users('alice', 'bob', 'carol')
    newer = await EventCatcher.start(server, { events: ['group'] })
    older = await EventCatcher.start(server, { events: ['group'], groupEvents: 'old' })
  })
  after(async () => {
    await newer[Symbol.asyncDispose]()
    await older[Symbol.asyncDispose]()
    await server.close()
  })

  const as = async (user: string | null, method: string, path: string, body?: unknown) => {
    const token = user === null ? server.appToken : await server.userToken(user)
    const reply = await server.call(method, path, body, { token })
    if (reply.status !== 200) throw new Error(`${method} ${path}: ${JSON.stringify(reply.body)}`)
    return reply.body
  }
  const login = (user: string) =>
    openClient({ apiUrl: server.url, wsUrl: server.wsUrl, appKey: 'acme#chat', user, password: 'pw' })
  /** Waits for the events of an act: operations of the newer generation, and of the older one. */
  const told = async (act: string, now: string[], before: string[], bound: Record<string, string>) => {
    const names = (operations: string[]) => operations.map((operation) => `${act}: ${operation}`)
    assertSamples(await newer.next(now.length), names(now), bound)
    assertSamples(await older.next(before.length), names(before), bound)
  }

  test('[groups.create] groups: members', async () => {
    const group = await createGroup(server, ['bob'], { description: 'all of us' })
    const path = `/chatgroups/${group}`
    const next = (act: string, now: string[], before: string[]) => told(act, now, before, { group })
    await next('a group is created', ['CREATE', 'JOIN'], ['create', 'direct_joined', 'presence'])
    await as(null, 'POST', `${path}/users/carol`)
    await next('the app adds a member', ['JOIN'], ['direct_joined', 'presence'])
    await as('carol', 'DELETE', `${path}/users/carol`)
    await next('a member leaves', ['LEAVE'], ['leave', 'absence'])
    await as(null, 'POST', `${path}/users/carol`)
    await newer.next(1)
    await older.next(2)
    await as('alice', 'DELETE', `${path}/users/carol`)
    await next('a member is removed', ['LEAVE'], ['kick'])
    await as('alice', 'POST', `${path}/blocks/users/bob`)
    await next('a member is blocked', ['LEAVE', 'BLOCK'], ['ban'])
    await as('alice', 'DELETE', `${path}/blocks/users/bob`)
    await next('a user is no longer blocked', ['BLOCK'], ['allow'])
    await as(null, 'DELETE', path)
    await next('a group is deleted', ['DELETE', 'LEAVE'], ['destroy'])
  })

  test('[groups.apply] groups: consent', async () => {
    const group = await createGroup(server, [], { members_only: true, invite_need_confirm: true })
    const path = `/chatgroups/${group}`
    await newer.next(1)
    await older.next(1)
    const next = (act: string, now: string[], before: string[]) => told(act, now, before, { group })
    await as('alice', 'POST', `${path}/invite`, { usernames: ['bob'] })
    await next('a user is invited', [], ['invite'])
    await as('bob', 'POST', `${path}/invite_verify`, { invitee: 'bob', verifyResult: true })
    await next('an invitation is accepted', ['JOIN'], ['presence', 'invite_accept'])
    await as('carol', 'POST', `${path}/apply`, { message: 'please' })
    await next('a user asks to join', [], ['apply'])
    await as('alice', 'POST', `${path}/apply_verify`, { applicant: 'carol', verifyResult: true })
    await next('a request to join is accepted', ['JOIN'], ['presence', 'apply_accept'])
    await as('carol', 'DELETE', `${path}/users/carol`)
    await newer.next(1)
    await older.next(2)
    await as('alice', 'POST', `${path}/invite`, { usernames: ['carol'] })
    await older.next(1)
    await as('carol', 'POST', `${path}/invite_verify`, { invitee: 'carol', verifyResult: false })
    await next('an invitation is declined', [], ['invite_decline'])
  })

  test('[groups.update] groups: what is set', async () => {
    const group = await createGroup(server, ['bob'])
    const path = `/chatgroups/${group}`
    await newer.next(2)
    await older.next(3)
    const next = (act: string, now: string[], before: string[]) => told(act, now, before, { group })
    await as('alice', 'PUT', path, { groupname: 'crew' })
    await next('a group is changed', ['UPDATE'], ['update'])
    await as('alice', 'POST', `${path}/announcement`, { announcement: 'hear' })
    await next('an announcement is set', ['UPDATE'], ['update_announcement'])
    await as('alice', 'POST', `${path}/announcement`, { announcement: '' })
    await next('an announcement is removed', ['UPDATE'], ['delete_announcement'])
    await as('alice', 'POST', `${path}/admin`, { newadmin: 'bob' })
    await next('an administrator is appointed', ['ADMIN'], ['add_admin'])
    await as('alice', 'DELETE', `${path}/admin/bob`)
    await next('an administrator is dismissed', ['ADMIN'], ['remove_admin'])
    await as('alice', 'POST', `${path}/mute`, { usernames: ['bob'], mute_duration: 60_000 })
    await next('a member is muted', ['MUTE'], ['add_mute'])
    await as('alice', 'DELETE', `${path}/mute/bob`)
    await next('a member is no longer muted', ['MUTE'], ['remove_mute'])
    await as('alice', 'POST', `${path}/ban`)
    await next('all are muted', ['UPDATE'], ['ban_group'])
    await as('alice', 'DELETE', `${path}/ban`)
    await next('all are no longer muted', ['UPDATE'], ['remove_ban_group'])
    await as('alice', 'POST', `${path}/white/users/bob`)
    await next('a member is put on the allow list', ['WHITE'], ['add_user_white_list'])
    await as('alice', 'DELETE', `${path}/white/users/bob`)
    await next('a member is taken off the allow list', ['WHITE'], ['remove_user_white_list'])
    await as(null, 'POST', `${path}/disable`)
    await next('a group is disabled', ['UPDATE'], [])
    await as(null, 'POST', `${path}/enable`)
    await next('a group is enabled', ['UPDATE'], [])
    await as(null, 'PUT', `/metadata/chatgroup/${group}/user/bob`, { metaData: { nick: 'B' } })
    await next('attributes of a member are set', [], ['group_member_metadata_update'])
    await as('alice', 'PUT', path, { newowner: 'bob' })
    await next('a group has a new owner', ['UPDATE'], ['assing_owner'])
  })

  test('[groups.shield] groups: files, and a member who shields the group', async () => {
    const group = await createGroup(server, ['bob'])
    await newer.next(2)
    await older.next(3)
    const form = new FormData()
    form.append('file', new Blob(['shared']), 'a.txt')
    const headers = { authorization: `Bearer ${await server.userToken('bob')}` }
    const url = `${server.url}/acme/chat/chatgroups/${group}/share_files`
    const response = await fetch(url, { method: 'POST', headers, body: form })
    const { data } = (await response.json()) as { data: { file_id: string } }
    const bound = { group, file: data.file_id }
    await told('a file is shared', ['SHARE_FILE'], ['upload_file'], bound)
    await as('bob', 'DELETE', `/chatgroups/${group}/share_files/${data.file_id}`)
    await told('a shared file is withdrawn', ['SHARE_FILE'], ['delete_file'], bound)
    await as('bob', 'POST', `/chatgroups/${group}/shield`)
    await told('a member shields a group', ['SHIELD'], ['block'], { group })
    await as('bob', 'DELETE', `/chatgroups/${group}/shield`)
    await told('a member no longer shields a group', ['SHIELD'], ['unblock'], { group })
  })

  test('[rooms.create] rooms', async () => {
    await as(null, 'POST', '/chatrooms/super_admin', { superadmin: 'alice' })
    await told('a super administrator is appointed', ['ROOM_SUPER_ADMIN'], [], {})
    await as(null, 'DELETE', '/chatrooms/super_admin/alice')
    await told('a super administrator is dismissed', ['ROOM_SUPER_ADMIN'], [], {})
    const room = await createRoom(server, [])
    const next = (act: string, now: string[], before: string[]) => told(act, now, before, { room })
    await next('a room is created', ['CREATE'], [])
    await using bob = await login('bob')
    await bob.connection.joinChatRoom({ roomId: room, ext: 'hello' } as never)
    await next('a user enters a room', ['JOIN'], ['presence'])
    await bob.connection.setChatRoomAttributes({
      chatRoomId: room,
      attributes: { mood: 'good' },
      autoDelete: false,
      isForced: false,
    })
    await next('attributes of a room are set', [], ['set_metadata'])
    await bob.connection.removeChatRoomAttributes({ chatRoomId: room, attributeKeys: ['mood'] } as never)
    await next('attributes of a room are removed', [], ['delete_metadata'])
    await bob.connection.leaveChatRoom({ roomId: room })
    await next('a user leaves a room', ['LEAVE'], ['leave', 'absence'])
    await bob.connection.joinChatRoom({ roomId: room })
    await newer.next(1)
    await older.next(1)
    await bob.close()
    const { absences } = server.running.core
    await absences.sweep(Date.now() + 3_600_000)
    await next('a user who is offline is taken out of a room', ['LEAVE'], ['kick'])
    await as(null, 'DELETE', `/chatrooms/${room}`)
    await next('a room is deleted', ['DELETE', 'LEAVE'], ['destroy'])
  })
})
