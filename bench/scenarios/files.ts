import { Baseline } from '../harness/baseline.ts'
import { type Bench, each, numbered, type Scenario, startRingpost } from '../harness/bench.ts'
import { measure, measureWhole } from '../harness/meter.ts'
import type { Ringpost } from '../harness/ringpost.ts'
import { closedLoop } from '../load/closed-loop.ts'
import { largePng } from '../load/large-png.ts'
import { download, type UploadTarget, upload } from '../load/transfer.ts'

const name = 'files'
const MEBIBYTE = 2 ** 20
const BOUNDARY = 'bench-boundary'
const IMAGES = 6

/** Throughput of bytes through the server, and whether scaling images delays others. */
export const files: Scenario = {
  name,
  title: 'upload and download of a large file; sending while images are scaled',
  async run(bench: Bench) {
    const size = (bench.options.extent === 'quick' ? 20 : 100) * MEBIBYTE
    const [bare, ringpost] = await Promise.all([
      Baseline.start('files'),
      startRingpost(bench, { probe: true }),
    ])
    try {
      await ringpost.command('app', 'set', 'bench#chat', `fileBytes=${2 * size}`)
      await transfers(bench, bare, ringpost, size)
      await thumbnails(bench, ringpost)
    } finally {
      await Promise.all([bare.stop(), ringpost.stop()])
    }
  },
}

/** One operation is one MiB. */
async function transfers(
  { options, results }: Bench,
  bare: Baseline,
  ringpost: Ringpost,
  size: number,
): Promise<void> {
  const form = uploadForm(ringpost, 'noise.bin', 'application/octet-stream')
  const nothing = Buffer.alloc(0)
  const plain = { port: bare.port, path: '/', headers: {}, before: nothing, after: nothing }
  let path = ''
  const acts = {
    upload: {
      bare: () => upload(plain, size),
      ringpost: async () => {
        const { entities } = JSON.parse(await upload(form, size))
        path = `/bench/chat/chatfiles/${entities[0].uuid}`
      },
    },
    download: { bare: () => download(bare.port, '/'), ringpost: () => download(ringpost.port, path) },
  }
  for (const target of [bare, ringpost]) results.durability[target.name] = target.durability
  for (const [act, by] of Object.entries(acts)) {
    for (let round = 0; round < options.rounds; round++) {
      for (const [target, transfer] of [[bare, by.bare] as const, [ringpost, by.ringpost] as const]) {
        const values = await measureWhole(
          () => target.pids(),
          async (meter) => {
            await transfer()
            meter.done(size / MEBIBYTE)
          },
        )
        const forCase = `${act} of ${size / MEBIBYTE} MiB`
        results.add({ scenario: name, target: target.name, case: forCase, round, values })
      }
    }
  }
}

/** Sends continue while large images are uploaded and scaled. */
async function thumbnails({ options, results }: Bench, ringpost: Ringpost): Promise<void> {
  const users = numbered('busy', 100)
  await ringpost.addUsers(users)
  const requests = users.map((user) => ringpost.messageTo('busy1', user))
  const form = uploadForm(ringpost, 'picture.png', 'image/png')
  const picture = { ...form, before: Buffer.concat([form.before, largePng(2400, 1600)]) }
  for (let round = 0; round < options.rounds; round++) {
    await ringpost.blocked()
    const timing = { warmUp: 0, seconds: Math.max(1.5, options.seconds) }
    const values = await measure(
      () => ringpost.pids(),
      timing,
      async (meter) => {
        const sending = closedLoop(meter, ringpost.port, 16, (i) => requests[i % requests.length]!)
        await each(numbered('image', IMAGES), 2, () => upload(picture, 0))
        await sending
      },
    )
    const blocked = await ringpost.blocked()
    results.add({
      scenario: name,
      target: ringpost.name,
      case: 'send, 16 at once, while images are scaled',
      round,
      values: { ...values, ...blocked },
    })
  }
}

function uploadForm(ringpost: Ringpost, file: string, type: string): UploadTarget {
  return {
    port: ringpost.port,
    path: '/bench/chat/chatfiles',
    headers: { ...ringpost.authorization, 'content-type': `multipart/form-data; boundary=${BOUNDARY}` },
    before: Buffer.from(
      `--${BOUNDARY}\r\ncontent-disposition: form-data; name="file"; filename="${file}"\r\ncontent-type: ${type}\r\n\r\n`,
    ),
    after: Buffer.from(`\r\n--${BOUNDARY}--\r\n`),
  }
}
