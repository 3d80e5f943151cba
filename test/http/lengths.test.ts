import assert from 'node:assert/strict'
import { after, before, describe, test } from 'node:test'
import { createGroup } from '../groups/scene.ts'
import { assertError } from '../harness/assert-error.ts'
import { TestServer } from '../harness/test-server.ts'

describe('limits on texts', () => {
  let server: TestServer
  before(async () => {
    server = await TestServer.start()
    await server.users('alice', 'bob')
  })
  after(() => server.close())

  test('[users.register] [groups.create] lengths are counted in characters', async () => {
    const emoji = (count: number) => '😀'.repeat(count)
    const nick = (count: number) => server.call('PUT', '/users/alice', { nickname: emoji(count) })
    assert.equal((await nick(100)).status, 200)
    assertError(await nick(101), 'user.nickname_too_long')
    const user = { username: 'emoji', password: emoji(64) }
    assert.equal((await server.call('POST', '/users', user)).status, 200)
    assertError(
      await server.call('POST', '/users', { ...user, username: 'e2', password: emoji(65) }),
      'user.password_too_long',
    )
    const group = await createGroup(server, ['bob'], { groupname: emoji(128), description: emoji(512) })
    const put = (body: object) => server.call('PUT', `/chatgroups/${group}`, body)
    assertError(await put({ groupname: emoji(129) }), 'channel.name_too_long', { limit: 128 })
    assertError(await put({ description: emoji(513) }), 'channel.description_too_long', { limit: 512 })
    const announce = (count: number) =>
      server.call('POST', `/chatgroups/${group}/announcement`, { announcement: emoji(count) })
    assert.equal((await announce(512)).status, 200)
    assertError(await announce(513), 'group.announcement_too_long')
  })
})
