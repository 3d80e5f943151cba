import assert from 'node:assert/strict'
import { after, before, describe, test } from 'node:test'
import { sdkClient } from '../acceptance/sdk-clients.ts'
import { createGroup, createRoom } from '../groups/scene.ts'
import { TestServer } from '../harness/test-server.ts'
import type { Client } from '../sdk/client.ts'
import { type Anything, called, pageFile } from './stage.ts'

type Way = 'client' | 'server'

/** Acts that are possible for an SDK client and for the server API. */
interface Act {
  name: string
  client(connection: Anything): Promise<unknown>
  server(): Promise<unknown>
}

/** Events that only concern the connection. */
const CONNECTION =
  /^on(Connected|Disconnected|OfflineMessageSync\w+|TextMessage|Message|Error|TokenWillExpire)$/

describe('the same act by a client and by the server API causes the same events', () => {
  let server: TestServer
  before(async () => {
    server = await TestServer.start()
    await server.users('alice', 'bob', 'carol', 'dave')
    await server.call('POST', '/chatrooms/super_admin', { superadmin: 'alice' })
  })
  after(() => server.close())

  const login = (user: string, device = 'd1') => sdkClient(server, { user, password: 'pw', device })
  const call = async (method: string, path: string, body?: unknown) => {
    const reply = await server.call(method, path, body)
    assert.equal(reply.status, 200, `${method} ${path}: ${JSON.stringify(reply.body)}`)
    return reply.body
  }
  async function upload(path: string): Promise<string> {
    const body = new FormData()
    body.append('file', new Blob(['shared']), 'a.bin')
    const headers = { authorization: `Bearer ${server.appToken}` }
    const response = await fetch(`${server.url}/acme/chat${path}`, { method: 'POST', headers, body })
    return ((await response.json()) as Anything).data.file_id
  }

  /** Number of events already examined, per client. */
  const seen = new WeakMap<Client, number>()

  /** Events that a client has received since the last call, up to a final message; without ids and times. */
  async function told(client: Client, subject: string): Promise<string[]> {
    const msg = `last of ${Math.random()}`
    await call('POST', '/messages/users', { to: [client.connection.user], type: 'txt', body: { msg } })
    await client.next('onTextMessage', (message) => 'msg' in message && message.msg === msg)
    const read = client.events.length
    const events = client.events.slice(seen.get(client)).filter(({ name }) => !CONNECTION.test(name))
    seen.set(client, read)
    return events.map(({ name, payload }) =>
      `${name} ${JSON.stringify(payload)}`
        .replaceAll(subject, 'SUBJECT')
        .replace(/[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}/g, 'FILE')
        .replace(/\b\d{13,}\b/g, 'NUMBER'),
    )
  }

  /**
   * Performs all acts in one way and returns the events of online users, of the actor's other device, and of users who
   * log in later.
   */
  async function perform(way: Way, subject: string, acts: readonly Act[], comesLater: boolean) {
    await using alice = await login('alice')
    await using second = await login('alice', 'd2')
    await using bob = await login('bob')
    for (const client of [second, bob]) await told(client, subject)
    {
      await using carol = await login('carol')
      await told(carol, subject)
    }
    for (const { name, ...act } of acts) {
      try {
        await (way === 'client' ? act.client(alice.connection) : act.server())
      } catch (error) {
        throw new Error(`${name} by ${way}: ${JSON.stringify(error)}`, { cause: error })
      }
    }
    const heard = { bob: await told(bob, subject), second: await told(second, subject) }
    if (!comesLater) return { ...heard, carol: [] }
    await using carol = await login('carol')
    return { ...heard, carol: await told(carol, subject) }
  }

  /** @param begin creates the object of the acts, and returns its id and the acts. */
  async function compare(
    begin: () => Promise<{ subject: string; acts: readonly Act[] }>,
    comesLater: boolean,
  ) {
    const both = []
    for (const way of ['client', 'server'] as const) {
      const { subject, acts } = await begin()
      both.push(await perform(way, subject, acts, comesLater))
    }
    const [byClient, byServer] = both
    assert.deepEqual([byServer!.bob, byServer!.carol], [byClient!.bob, byClient!.carol])
    return { byClient: byClient!, byServer: byServer! }
  }

  test('groups', async () => {
    const { byClient, byServer } = await compare(async () => {
      const subject = await createGroup(server, ['bob', 'carol'], { invite_need_confirm: false })
      const it = { groupId: subject }
      const path = `/chatgroups/${subject}`
      let file = ''
      const acts: Act[] = [
        act('add', (c) => c.inviteUsersToGroup({ ...it, users: ['dave'] }), 'POST', `${path}/invite`, {
          usernames: ['dave'],
        }),
        act(
          'remove',
          (c) => c.removeGroupMember({ ...it, username: 'dave' }),
          'DELETE',
          `${path}/users/dave`,
        ),
        act('add again', (c) => c.inviteUsersToGroup({ ...it, users: ['dave'] }), 'POST', `${path}/invite`, {
          usernames: ['dave'],
        }),
        act(
          'block',
          (c) => c.blockGroupMember({ ...it, username: 'dave' }),
          'POST',
          `${path}/blocks/users/dave`,
        ),
        act(
          'unblock',
          (c) => c.unblockGroupMember({ ...it, username: 'dave' }),
          'DELETE',
          `${path}/blocks/users/dave`,
        ),
        ...['bob', 'carol'].flatMap((username) => [
          act('administrator', (c) => c.setGroupAdmin({ ...it, username }), 'POST', `${path}/admin`, {
            newadmin: username,
          }),
          act(
            'no administrator',
            (c) => c.removeGroupAdmin({ ...it, username }),
            'DELETE',
            `${path}/admin/${username}`,
          ),
          act(
            'mute',
            (c) => c.muteGroupMember({ ...it, username, muteDuration: 60_000 }),
            'POST',
            `${path}/mute`,
            { usernames: [username], mute_duration: 60_000 },
          ),
          act(
            'unmute',
            (c) => c.unmuteGroupMember({ ...it, username }),
            'DELETE',
            `${path}/mute/${username}`,
          ),
          act(
            'allow',
            (c) => c.addUsersToGroupAllowlist({ ...it, users: [username] }),
            'POST',
            `${path}/white/users/${username}`,
          ),
          act(
            'disallow',
            (c) => c.removeGroupAllowlistMember({ ...it, userName: username }),
            'DELETE',
            `${path}/white/users/${username}`,
          ),
        ]),
        act('mute all', (c) => c.disableSendGroupMsg(it), 'POST', `${path}/ban`),
        act('unmute all', (c) => c.enableSendGroupMsg(it), 'DELETE', `${path}/ban`),
        act(
          'announce',
          (c) => c.updateGroupAnnouncement({ ...it, announcement: 'read me' }),
          'POST',
          `${path}/announcement`,
          { announcement: 'read me' },
        ),
        act('update', (c) => c.modifyGroup({ ...it, groupName: 'new', description: 'd' }), 'PUT', path, {
          groupname: 'new',
          description: 'd',
        }),
        act(
          'attributes',
          (c) => c.setGroupMemberAttributes({ ...it, userId: 'alice', memberAttributes: { nick: 'A' } }),
          'PUT',
          `/metadata/chatgroup/${subject}/user/alice`,
          { metaData: { nick: 'A' } },
        ),
        {
          name: 'share a file',
          async client(connection) {
            file = (await share(connection, 'uploadGroupSharedFile', it)).data.file_id
          },
          async server() {
            file = await upload(`${path}/share_files`)
          },
        },
        {
          name: 'remove the file',
          client: (c) => c.deleteGroupSharedFile({ ...it, fileId: file }),
          server: () => call('DELETE', `${path}/share_files/${file}`),
        },
        act('transfer', (c) => c.changeGroupOwner({ ...it, newOwner: 'bob' }), 'PUT', path, {
          newowner: 'bob',
        }),
      ]
      return { subject, acts }
    }, true)
    assert.deepEqual(byServer, byClient)
    assert.match(byClient.bob.at(-1)!, /changeOwner/)
    assert.match(byClient.carol.at(-1)!, /deleteFile/)

    const destroyed = await compare(async () => {
      const subject = await createGroup(server, ['bob', 'carol'])
      const end = act(
        'destroy',
        (c) => c.destroyGroup({ groupId: subject }),
        'DELETE',
        `/chatgroups/${subject}`,
      )
      return { subject, acts: [end] }
    }, true)
    assert.deepEqual(destroyed.byServer, destroyed.byClient)
    for (const events of Object.values(destroyed.byClient)) assert.match(events.at(-1)!, /destroy/)
  })

  test('rooms', async () => {
    const { byClient, byServer } = await compare(async () => {
      const subject = await createRoom(server, ['bob'])
      const it = { chatRoomId: subject }
      const path = `/chatrooms/${subject}`
      const who = { ...it, username: 'bob' }
      const attributes = `/metadata/chatroom/${subject}/user/alice`
      let file = ''
      const acts: Act[] = [
        act('add', (c) => c.addUsersToChatRoom({ ...it, users: ['dave'] }), 'POST', `${path}/users/dave`),
        act(
          'remove',
          (c) => c.removeChatRoomMember({ ...it, username: 'dave' }),
          'DELETE',
          `${path}/users/dave`,
        ),
        act('add again', (c) => c.addUsersToChatRoom({ ...it, users: ['dave'] }), 'POST', `${path}/users`, {
          usernames: ['dave'],
        }),
        act(
          'block',
          (c) => c.blockChatRoomMember({ ...it, username: 'dave' }),
          'POST',
          `${path}/blocks/users/dave`,
        ),
        act(
          'unblock',
          (c) => c.unblockChatRoomMember({ ...it, username: 'dave' }),
          'DELETE',
          `${path}/blocks/users/dave`,
        ),
        act('administrator', (c) => c.setChatRoomAdmin(who), 'POST', `${path}/admin`, { newadmin: 'bob' }),
        act('no administrator', (c) => c.removeChatRoomAdmin(who), 'DELETE', `${path}/admin/bob`),
        act('mute', (c) => c.muteChatRoomMember({ ...who, muteDuration: 60_000 }), 'POST', `${path}/mute`, {
          usernames: ['bob'],
          mute_duration: 60_000,
        }),
        act('unmute', (c) => c.unmuteChatRoomMember(who), 'DELETE', `${path}/mute/bob`),
        act('mute all', (c) => c.disableSendChatRoomMsg(it), 'POST', `${path}/ban`),
        act('unmute all', (c) => c.enableSendChatRoomMsg(it), 'DELETE', `${path}/ban`),
        act(
          'allow',
          (c) => c.addUsersToChatRoomAllowlist({ ...it, users: ['bob'] }),
          'POST',
          `${path}/white/users/bob`,
        ),
        act(
          'disallow',
          (c) => c.removeChatRoomAllowlistMember({ ...it, userName: 'bob' }),
          'DELETE',
          `${path}/white/users/bob`,
        ),
        act(
          'announce',
          (c) => c.updateChatRoomAnnouncement({ roomId: subject, announcement: 'read me' }),
          'POST',
          `${path}/announcement`,
          { announcement: 'read me' },
        ),
        act(
          'update',
          (c) => c.modifyChatRoom({ ...it, chatRoomName: 'new', description: 'd', maxusers: 100 }),
          'PUT',
          path,
          { name: 'new', description: 'd', maxusers: 100 },
        ),
        act(
          'attributes',
          (c) => c.setChatRoomAttributes({ ...it, attributes: { k: 'v' } }),
          'PUT',
          attributes,
          {
            metaData: { k: 'v' },
          },
        ),
        act(
          'remove attributes',
          (c) => c.removeChatRoomAttributes({ ...it, attributeKeys: ['k'] }),
          'DELETE',
          attributes,
          { keys: ['k'] },
        ),
        {
          name: 'share a file',
          async client(connection) {
            file = (await share(connection, 'uploadChatRoomSharedFile', { roomId: subject })).data.file_id
          },
          async server() {
            file = await upload(`${path}/share_files`)
          },
        },
        {
          name: 'remove the file',
          client: (c) => c.deleteChatRoomSharedFile({ roomId: subject, fileId: file }),
          server: () => call('DELETE', `${path}/share_files/${file}`),
        },
        act('destroy', (c) => c.destroyChatRoom(it), 'DELETE', path),
      ]
      return { subject, acts }
    }, false)
    assert.deepEqual(byServer, byClient)
    assert.match(byClient.bob.at(-1)!, /destroy/)
  })

  // If a user ends a contact, the user's other devices are notified of that act; if the app does, of the peer.
  test('contacts', async () => {
    const { byClient, byServer } = await compare(async () => {
      for (const friend of ['bob', 'dave']) await server.call('POST', `/users/alice/contacts/users/${friend}`)
      const mine = '/users/alice'
      const acts: Act[] = [
        act(
          'remark',
          (c) => c.setContactRemark({ userId: 'bob', remark: 'old friend' }),
          'PUT',
          '/user/alice/contacts/users/bob',
          { remark: 'old friend' },
        ),
        act('remove', (c) => c.deleteContact('bob'), 'DELETE', `${mine}/contacts/users/bob`),
        act('ask', (c) => c.addContact('bob', 'hello'), 'POST', `${mine}/contacts/apply`, {
          usernames: ['bob'],
          reason: 'hello',
        }),
        act('ask who is away', (c) => c.addContact('carol', 'hello'), 'POST', `${mine}/contacts/apply`, {
          usernames: ['carol'],
          reason: 'hello',
        }),
        act('block', (c) => c.addUsersToBlocklist({ name: ['dave'] }), 'POST', `${mine}/blocks/users`, {
          usernames: ['dave'],
        }),
        act(
          'unblock',
          (c) => c.removeUserFromBlocklist({ name: ['dave'] }),
          'DELETE',
          `${mine}/blocks/users/dave`,
        ),
      ]
      return { subject: 'nothing', acts }
    }, true)
    const names = (events: readonly string[]) => events.map((event) => event.split(' ')[0])
    assert.deepEqual(names(byClient.bob), ['onContactDeleted', 'onContactInvited'])
    assert.deepEqual(names(byClient.carol), ['onContactInvited'])
    assert.match(byClient.second.find((event) => event.startsWith('onContactDeleted'))!, /"from":"alice"/)
    assert.match(byServer.second.find((event) => event.startsWith('onContactDeleted'))!, /"from":"bob"/)
  })

  function act(
    name: string,
    client: Act['client'],
    ...[method, path, body]: [method: string, path: string, body?: unknown]
  ): Act {
    return { name, client, server: () => call(method, path, body) }
  }

  function share(connection: Anything, method: string, it: object): Promise<Anything> {
    const file = pageFile(Buffer.from('shared'), 'a.bin')
    return called(
      async (callbacks) => connection[method]({ ...it, file, ...callbacks }),
      'onFileUploadComplete',
      'onFileUploadError',
    )
  }
})
