import assert from 'node:assert/strict'
import { randomBytes } from 'node:crypto'
import { after, before, describe, test } from 'node:test'
import { changeSettings, kept } from '../files/file-client.ts'
import { assertError } from '../harness/assert-error.ts'
import { type Reply, TestServer } from '../harness/test-server.ts'
import { type Client, openClient } from '../sdk/client.ts'
import { catchUp, createGroup, createRoom, goOnline, hears, told } from './scene.ts'

describe('shared files', () => {
  let server: TestServer
  before(async () => {
    server = await TestServer.start()
    await server.users('alice', 'bob', 'carol', 'dave')
    for (const user of ['alice', 'bob', 'carol']) await catchUp(server, user)
  })
  after(() => server.close())

  const tokenOf = (user: string | null) => (user === null ? server.appToken : server.userToken(user))
  const as = async (user: string | null, method: string, path: string): Promise<Reply> =>
    server.call(method, path, undefined, { token: await tokenOf(user) })
  async function share(
    path: string,
    { by = null, bytes = 'content', name = 'a.txt', field = 'file' }: ShareOptions = {},
  ): Promise<Reply> {
    const form = new FormData()
    form.append(field, new Blob([bytes] as ConstructorParameters<typeof Blob>[0]), name)
    const response = await fetch(`${server.url}/acme/chat${path}`, {
      method: 'POST',
      headers: { authorization: `Bearer ${await tokenOf(by)}` },
      body: form,
    })
    return { status: response.status, headers: response.headers, body: await response.json() }
  }
  async function download(path: string, by: string | null = null, headers: Record<string, string> = {}) {
    const response = await fetch(`${server.url}/acme/chat${path}`, {
      headers: { authorization: `Bearer ${await tokenOf(by)}`, ...headers },
    })
    return { status: response.status, bytes: Buffer.from(await response.arrayBuffer()) }
  }
  const groupFiles = (group: string) => `/chatgroups/${group}/share_files`
  const roomFiles = (room: string) => `/chatrooms/${room}/share_files`

  test('[groups.uploadFile] [groups.files] [groups.downloadFile] [groups.deleteFile] the whole life cycle', async () => {
    const group = await createGroup(server, ['bob', 'carol'])
    const path = groupFiles(group)
    const bytes = randomBytes(20_000)
    const { status, body } = await share(path, { by: 'bob', bytes, name: '报告.bin' })
    assert.equal(status, 200)
    const { file_id, created, file_url, ...facts } = body.data
    assert.deepEqual(facts, { group_id: group, file_name: '报告.bin', file_size: 20_000 })
    assert.equal(file_url, `${server.url}/acme/chat/chatgroups/${group}/share_files/${file_id}`)
    await share(path, { name: 'b.txt' })

    const list = await as('carol', 'GET', path)
    assert.deepEqual(
      list.body.data.map(({ file_name, file_owner }: Record<string, string>) => [file_name, file_owner]),
      [
        ['b.txt', 'alice'],
        ['报告.bin', 'bob'],
      ],
    )
    assert.deepEqual(list.body.data[1], {
      file_id,
      file_name: '报告.bin',
      file_owner: 'bob',
      file_size: 20_000,
      created,
    })
    const second = await as('carol', 'GET', `${path}?pagenum=2&pagesize=1`)
    assert.equal(second.body.data[0].file_id, file_id)
    assert.deepEqual(second.body.params, { pagenum: ['2'], pagesize: ['1'] })

    assert.deepEqual((await download(`${path}/${file_id}`, 'carol')).bytes, bytes)
    const part = await download(`${path}/${file_id}`, 'carol', { range: 'bytes=1-3' })
    assert.deepEqual([part.status, part.bytes], [206, bytes.subarray(1, 4)])

    const deleted = await as('bob', 'DELETE', `${path}/${file_id}`)
    assert.deepEqual(deleted.body.data, { group_id: group, file_id, result: true })
    assert.equal((await as('bob', 'GET', path)).body.data.length, 1)
    assert.equal((await download(`${path}/${file_id}`, 'carol')).status, 404)
    const before = (await kept(server.directory)).length
    await server.running.core.fileSweeper.sweep()
    assert.equal((await kept(server.directory)).length, before - 1, 'its bytes are gone')
  })

  test('[groups.uploadFile] [groups.deleteFile] concurrent calls never exceed the limit, and each file is removed once', async () => {
    const path = groupFiles(await createGroup(server, ['bob']))
    const before = server.app.settings
    await changeSettings(server, { sharedFiles: 3 })
    try {
      const statuses = (replies: Reply[]) => replies.map(({ status }) => status).sort()
      const shares = await Promise.all(Array.from({ length: 8 }, () => share(path)))
      assert.deepEqual(statuses(shares), [200, 200, 200, 403, 403, 403, 403, 403])
      const { data } = (await as(null, 'GET', path)).body
      assert.equal(data.length, 3)
      const removals = Array.from({ length: 6 }, () => as(null, 'DELETE', `${path}/${data[0].file_id}`))
      assert.deepEqual(statuses(await Promise.all(removals)), [200, 404, 404, 404, 404, 404])
      assert.equal((await share(path)).status, 200)
    } finally {
      await changeSettings(server, { sharedFiles: before.sharedFiles })
    }
  })

  test('[rooms.uploadFile] [rooms.files] [rooms.downloadFile] [rooms.deleteFile] the whole life cycle', async () => {
    const room = await createRoom(server, ['bob'])
    const path = roomFiles(room)
    const { body } = await share(path, { by: 'bob' })
    const { file_id, created, file_url, ...facts } = body.data
    assert.deepEqual(facts, { id: room, file_name: 'a.txt', file_size: 7 })
    assert.equal(file_url, `${server.url}/acme/chat${path}/${file_id}`)
    const file = { file_id, file_name: 'a.txt', file_owner: 'bob', file_size: 7, created }
    assert.deepEqual((await as('bob', 'GET', path)).body.data, [file])
    assert.equal((await download(`${path}/${file_id}`, 'bob')).bytes.toString(), 'content')
    const deleted = await as(null, 'DELETE', `${path}/${file_id}`)
    assert.deepEqual(deleted.body.data, { id: room, file_id, result: true })
    assert.deepEqual((await as('bob', 'GET', path)).body.data, [])
  })

  test('[groups.deleteFile] [rooms.deleteFile] the user who shared a file, and managers, can delete it', async () => {
    const group = await createGroup(server, ['bob', 'carol'])
    const room = await createRoom(server, ['bob', 'carol'])
    for (const path of [groupFiles(group), roomFiles(room)]) {
      const [mine, ours] = [await share(path, { by: 'bob' }), await share(path)].map(
        ({ body }) => `${path}/${body.data.file_id}`,
      )
      assertError(await as('carol', 'DELETE', mine!), 'forbidden')
      assertError(await as('bob', 'DELETE', ours!), 'forbidden')
      assert.equal((await as('bob', 'DELETE', mine!)).status, 200)
      assert.equal((await as('alice', 'DELETE', ours!)).status, 200)
    }
  })

  test('[groups.files] [rooms.files] files expire like uploads, and are removed with their group or room', async () => {
    const group = await createGroup(server, ['bob'])
    const room = await createRoom(server, ['bob'])
    await changeSettings(server, { fileDays: 0 })
    const { stores } = server.running.core
    for (const path of [groupFiles(group), roomFiles(room)]) {
      const [first, second] = [await share(path), await share(path)].map(({ body }) => body.data.file_id)
      await stores.files.reschedule(server.app.id, [{ uuid: first, expiresAt: 1 }], Date.now())
      const { body } = await as('bob', 'GET', path)
      assert.deepEqual(
        body.data.map(({ file_id }: { file_id: string }) => file_id),
        [second],
      )
      assertError(await as('bob', 'GET', `${path}/${first}`), 'file.unknown')
      await as(null, 'DELETE', path.replace('/share_files', ''))
      assert.ok((await stores.files.get(server.app.id, second))!.expiresAt! <= Date.now())
    }
    await changeSettings(server, { fileDays: 7 })
  })

  test('[groups.files] [groups.uploadFile] [groups.downloadFile] [groups.deleteFile] [rooms.files] [rooms.uploadFile] [rooms.downloadFile] [rooms.deleteFile] documented errors', async () => {
    const group = await createGroup(server, ['bob'])
    const room = await createRoom(server, ['bob'])
    const { fileSweeper } = server.running.core
    await fileSweeper.sweep()
    const before = (await kept(server.directory)).length
    for (const [path, kind, id] of [
      [groupFiles(group), 'chatgroups', group],
      [roomFiles(room), 'chatrooms', room],
    ] as const) {
      const none = `/${kind}/404/share_files`
      const missing = [`${none}/x`, `${path}/x`]
      assertError(await as(null, 'GET', none), 'channel.unknown', { id: '404' })
      assertError(await share(none), 'channel.unknown', { id: '404' })
      for (const method of ['GET', 'DELETE']) {
        assertError(await as(null, method, missing[0]!), 'channel.unknown', { id: '404' })
        assertError(await as('bob', method, missing[1]!), 'file.unknown')
        assertError(await as('dave', method, missing[1]!), 'forbidden')
      }
      assertError(await as('dave', 'GET', path), 'forbidden')
      assertError(await share(path, { by: 'dave' }), 'forbidden')
      assertError(await share(path, { field: 'other' }), 'file.missing')
      const broken = await server.call('POST', path, undefined, {
        raw: '--x\r\nContent-Disposition: form-data; name="file"; filename="a"\r\n\r\nabc',
        headers: { 'content-type': 'multipart/form-data; boundary=x' },
      })
      assertError(broken, 'request.argument_illegal')
      await changeSettings(server, { fileBytes: 10 })
      assertError(await share(path, { bytes: 'x'.repeat(11) }), 'file.too_large')
      await changeSettings(server, { fileBytes: 10 * 1024 * 1024, sharedFiles: 1 })
      const { body } = await share(path)
      assertError(await share(path), 'channel.files_full', { limit: 1 })
      await changeSettings(server, { sharedFiles: 10_000 })
      await disable(id)
      assertError(await share(path), 'channel.disabled')
      assertError(await as(null, 'DELETE', `${path}/${body.data.file_id}`), 'channel.disabled')
    }
    await fileSweeper.sweep()
    assert.equal((await kept(server.directory)).length, before + 2, 'refused uploads leave nothing')
  })

  /** Disables a group or room directly in the store. */
  async function disable(id: string): Promise<void> {
    const { stores } = server.running.core
    const channel = (await stores.channels.get(server.app.id, id))!
    await stores.commit(({ channels }) => [
      channels.apply({ channel: { ...channel, disabled: true }, standings: new Map() }),
    ])
  }

  test('[socket.groupEvents] [socket.roomEvents] members are notified, those of a group also later', async () => {
    const group = await createGroup(server, ['bob', 'carol'])
    const room = await createRoom(server, ['bob'])
    await catchUp(server, 'carol')
    await using bob = await goOnline(server, 'bob', 'web')
    await using tablet = await goOnline(server, 'bob', 'tablet')
    await using alice = await goOnline(server, 'alice')
    const { body } = await share(`${groupFiles(group)}?resource=web`, { by: 'bob' })
    await hears(tablet, 'UPLOAD_FILE bob>')
    await as(null, 'DELETE', `${groupFiles(group)}/${body.data.file_id}`)
    await hears(bob, 'DELETE_FILE alice>')
    assert.deepEqual(told(bob), ['DELETE_FILE alice>'], 'the device that did it knows')
    await share(roomFiles(room), { by: 'alice' })
    await hears(bob, 'UPLOAD_FILE alice>')
    await hears(alice, 'UPLOAD_FILE alice>')
    assert.deepEqual(await catchUp(server, 'carol'), ['UPLOAD_FILE bob>', 'DELETE_FILE alice>'])
  })

  test('[groups.uploadFile] [groups.files] [groups.downloadFile] [groups.deleteFile] [rooms.uploadFile] [rooms.files] [rooms.deleteFile] with the SDK', async () => {
    const groupId = await createGroup(server, ['bob', 'carol'])
    const roomId = await createRoom(server, ['bob', 'carol'])
    await using bob = await sdk('bob')
    await using carol = await sdk('carol')
    const { connection } = bob
    const bytes = randomBytes(3000)
    const data = new File([bytes], 'a.bin')
    const file = { data, filename: 'a.bin', filetype: 'bin', url: '' } as unknown as object
    const upload = (method: 'uploadGroupSharedFile' | 'uploadChatRoomSharedFile', where: object) =>
      new Promise<{ data: Record<string, unknown> }>((resolve, reject) => {
        const callbacks = {
          onFileUploadComplete: resolve,
          onFileUploadError: reject,
          onFileUploadProgress() {},
        }
        connection[method]({ ...where, file, ...callbacks } as never)
      })
    const inGroup = await upload('uploadGroupSharedFile', { groupId })
    const inRoom = await upload('uploadChatRoomSharedFile', { roomId })
    assert.equal(inGroup.data.group_id, groupId)
    const fileId = inGroup.data.file_id as string
    const event = await carol.next('onGroupEvent', ({ operation }) => operation === 'uploadFile')
    assert.deepEqual({ ...event }, { operation: 'uploadFile', id: groupId, from: 'bob' })
    const roomEvent = await carol.next('onChatroomEvent', ({ operation }) => operation === 'uploadFile')
    assert.deepEqual({ ...roomEvent }, { operation: 'uploadFile', id: roomId, from: 'bob' })

    const { data: files } = await carol.connection.getGroupSharedFilelist({
      groupId,
      pageNum: 1,
      pageSize: 10,
    })
    assert.deepEqual(
      (files as unknown as Record<string, unknown>[]).map(
        ({ file_id, file_name, file_owner, file_size }) => ({
          file_id,
          file_name,
          file_owner,
          file_size,
        }),
      ),
      [{ file_id: fileId, file_name: 'a.bin', file_owner: 'bob', file_size: 3000 }],
    )
    const { data: roomList } = await carol.connection.getChatRoomSharedFilelist({
      roomId,
    } as never)
    assert.equal((roomList as unknown as Record<string, unknown>[])[0]!.file_id, inRoom.data.file_id)

    const blob = await new Promise<Blob>((resolve, reject) =>
      carol.connection.downloadGroupSharedFile({
        groupId,
        fileId,
        onFileDownloadComplete: resolve as never,
        onFileDownloadError: reject,
      } as never),
    )
    assert.deepEqual(Buffer.from(await blob.arrayBuffer()), bytes)

    const refused = (act: Promise<unknown>) => act.then(() => 0).catch(({ type }) => type)
    assert.equal(await refused(carol.connection.deleteGroupSharedFile({ groupId, fileId })), 603)
    const deleted = await connection.deleteGroupSharedFile({ groupId, fileId })
    assert.deepEqual(deleted.data, { group_id: groupId, file_id: fileId, result: true })
    await carol.next('onGroupEvent', ({ operation }) => operation === 'deleteFile')
    const roomFileId = inRoom.data.file_id as string
    const gone = await connection.deleteChatRoomSharedFile({ roomId, fileId: roomFileId } as never)
    assert.deepEqual(gone.data, { id: roomId, file_id: roomFileId, result: true })
    await carol.next('onChatroomEvent', ({ operation }) => operation === 'deleteFile')
  })

  const sdk = (user: string): Promise<Client> =>
    openClient({ apiUrl: server.url, wsUrl: server.wsUrl, appKey: 'acme#chat', user, password: 'pw' })
})

interface ShareOptions {
  /** The app if absent. */
  by?: string | null
  bytes?: Uint8Array | string
  name?: string
  field?: string
}
