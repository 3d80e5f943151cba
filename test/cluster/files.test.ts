import assert from 'node:assert/strict'
import { randomBytes } from 'node:crypto'
import { after, before, describe, test } from 'node:test'
import { gunzipSync } from 'node:zlib'
import { S3Bucket } from '../../packages/server/src/blobs/s3/index.ts'
import { download, incoming, uploaded } from '../files/file-client.ts'
import { withoutNats } from '../harness/nats.ts'
import { withoutPostgres } from '../harness/postgres.ts'
import { skipWithoutS3, TestS3 } from '../harness/s3.ts'
import type { TestServer } from '../harness/test-server.ts'
import { NodeGroup } from './node-group.ts'

const skip = skipWithoutS3 || withoutPostgres() || withoutNats()
const HOUR = Date.UTC(2018, 10, 27, 17)

describe('nodes that keep files in one bucket', { skip }, () => {
  let s3: TestS3
  let bucket: S3Bucket
  let group: NodeGroup
  let a: TestServer
  let b: TestServer
  before(async () => {
    s3 = await TestS3.open()
    bucket = new S3Bucket(s3.settings, () => {})
    group = await NodeGroup.start(2, s3.env())
    ;[a, b] = group.nodes as [TestServer, TestServer]
    await a.users('alice', 'bob')
  })
  after(async () => {
    await group[Symbol.asyncDispose]()
    await s3.close()
  })

  test('[files.upload] [files.download] a file uploaded to one node can be downloaded from the other', async () => {
    const bytes = randomBytes(300_000)
    const { uuid } = await uploaded(a, { bytes })
    assert.ok((await download(b, uuid)).bytes.equals(bytes))
    assert.deepEqual(await incoming(a.directory), [])
  })

  test('[files.upload] a sweep of one node does not affect uploads to the other', async () => {
    const { stores } = a.running.core
    const { uuid } = await uploaded(a)
    const file = {
      ...(await stores.files.get(a.app.id, uuid))!,
      uuid: '00000000-0000-4000-8000-000000000000',
    }
    await stores.files.announce(file, Date.now() + 3_600_000)
    await b.running.core.fileSweeper.sweep()
    assert.equal((await stores.files.announced()).length, 1)
    await b.running.core.fileSweeper.sweep(Date.now() + 2 * 3_600_000)
    assert.deepEqual(await stores.files.announced(), [])
  })

  test('[history.file] [history.download] both write the same hour at once: both answer, one file remains', async () => {
    for (let n = 0; n < 300; n++) {
      const message = {
        from: 'alice',
        target: 'bob',
        type: 'txt',
        body: { msg: `m${n}` },
        msg_timestamp: HOUR + n,
      }
      assert.equal((await a.call('POST', '/messages/users/import', message)).status, 200)
    }
    const replies = await Promise.all(
      [a, b, a, b].map((node) => node.call('GET', '/chatmessages/2018112717')),
    )
    assert.deepEqual(
      replies.map(({ status }) => status),
      [200, 200, 200, 200],
    )
    assert.equal((await bucket.list(`exports/${a.app.uuid}/`)).length, 1)
    for (const [node, reply] of [
      [a, replies[1]],
      [b, replies[0]],
    ] as const) {
      const { pathname, search } = new URL(reply!.body.data[0].url)
      const file = await fetch(node.url + pathname + search)
      const lines = gunzipSync(Buffer.from(await file.arrayBuffer()))
        .toString()
        .trimEnd()
        .split('\n')
      assert.equal(lines.length, 300)
    }
  })
})
