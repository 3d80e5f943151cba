import assert from 'node:assert/strict'
import { randomBytes } from 'node:crypto'
import { after, before, describe, test } from 'node:test'
import { createGroup } from '../groups/scene.ts'
import { TestServer } from '../harness/test-server.ts'
import { type Client, openClient } from './client.ts'

describe('files that SDK 5 shares in a group', () => {
  let server: TestServer
  let groupId: string
  let alice: Client
  let bob: Client
  before(async () => {
    server = await TestServer.start()
    await server.users('alice', 'bob', 'carol')
    groupId = await createGroup(server, ['bob'], { owner: 'alice' })
    alice = await openClient(server, 'alice')
    bob = await openClient(server, 'bob')
  })
  after(async () => {
    await alice?.[Symbol.asyncDispose]()
    await bob?.[Symbol.asyncDispose]()
    await server.close()
  })

  async function upload({ sdk }: Client, name: string, bytes: Buffer): Promise<{ file_id: string }> {
    let answer = ''
    const onFileUploadComplete = (body: string) => {
      answer = body
    }
    const file = new File([new Uint8Array(bytes)], name)
    await sdk.groupManager.uploadGroupSharedFile({ groupId, file, onFileUploadComplete })
    return JSON.parse(answer).data
  }

  async function download({ sdk }: Client, fileId: string): Promise<Buffer> {
    let file = new Blob([])
    const onFileDownloadComplete = (come: Blob) => {
      file = come
    }
    await sdk.groupManager.downloadGroupSharedFile({ groupId, fileId, onFileDownloadComplete })
    return Buffer.from(await file.arrayBuffer())
  }

  const list = async ({ sdk }: Client, pageNum: number, pageSize: number) =>
    (await sdk.groupManager.getGroupSharedFileList({ groupId, pageNum, pageSize })).items

  test('[groups.uploadFile] [groups.files] [groups.downloadFile] [groups.deleteFile] members are told of them, list, get and delete them', async () => {
    const bytes = randomBytes(20_000)
    const { file_id: fileId } = await upload(alice, '报 告.bin', bytes)
    const { sharedFile } = await bob.next('onSharedFileAdded', (event) => event.groupId === groupId)
    assert.deepEqual(
      [sharedFile.fileId, sharedFile.fileName, sharedFile.fileOwner.userId, sharedFile.fileSize],
      [fileId, '报 告.bin', 'alice', bytes.length],
    )
    const { file_id: another } = await upload(bob, 'b.txt', Buffer.from('of bob'))
    await alice.next('onSharedFileAdded', (event) => event.sharedFile.fileId === another)

    const [newest] = await list(bob, 1, 1)
    assert.deepEqual([newest.fileId, newest.fileOwner.userId], [another, 'bob'])
    const [first, ...none] = await list(bob, 2, 1)
    assert.deepEqual(
      [first.fileId, first.fileName, first.fileOwner.userId, first.fileSize, none],
      [fileId, '报 告.bin', 'alice', bytes.length, []],
    )
    assert.ok(Math.abs(first.createdAt - Date.now()) < 60_000)
    assert.deepEqual(await download(bob, fileId), bytes)

    await alice.sdk.groupManager.deleteGroupSharedFile({ groupId, fileId })
    assert.deepEqual(await bob.next('onSharedFileDeleted'), { groupId, fileId })
    assert.equal((await list(bob, 1, 10)).length, 1)
    await assert.rejects(download(bob, fileId))
  })

  test('who is not in the group gets nothing, and a member deletes no file of others', async () => {
    await using carol = await openClient(server, 'carol')
    const { file_id: fileId } = await upload(alice, 'a.txt', Buffer.from('of alice'))
    await assert.rejects(upload(carol, 'c.txt', Buffer.from('of carol')))
    await assert.rejects(list(carol, 1, 10))
    await assert.rejects(download(carol, fileId))
    await assert.rejects(bob.sdk.groupManager.deleteGroupSharedFile({ groupId, fileId }))
    assert.equal(String(await download(bob, fileId)), 'of alice')
  })
})
