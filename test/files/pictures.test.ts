import assert from 'node:assert/strict'
import { spawnSync } from 'node:child_process'
import { randomBytes } from 'node:crypto'
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, before, describe, test } from 'node:test'
import { crc32, deflateSync } from 'node:zlib'
import sharp, { type Sharp } from 'sharp'
import { assertError } from '../harness/assert-error.ts'
import { TestServer } from '../harness/test-server.ts'
import { asReply, changeSettings, download, incoming, kept, uploaded } from './file-client.ts'

const hasFfmpeg = spawnSync('ffmpeg', ['-version']).status === 0

/** A noisy image, red on the left and blue on the right. */
function halves(width: number, height: number) {
  const pixels = randomBytes(width * height * 3).map((grain, at) => {
    const isLeft = (at / 3) % width < width / 2
    return (grain >> 1) + (at % 3 === (isLeft ? 0 : 2) ? 128 : 0)
  })
  return sharp(pixels, { raw: { width, height, channels: 3 } })
}

/** An incompressible image. */
function noise(width: number, height: number) {
  return sharp(randomBytes(width * height * 3), { raw: { width, height, channels: 3 } })
}

/** A valid PNG of black pixels with the given side length; highly compressible. */
function bomb(side: number, isInterlaced: boolean): Buffer {
  const chunk = (type: string, data: Buffer) => {
    const body = Buffer.concat([Buffer.from(type, 'latin1'), data])
    const [length, check] = [Buffer.alloc(4), Buffer.alloc(4)]
    length.writeUInt32BE(data.length)
    check.writeUInt32BE(crc32(body))
    return Buffer.concat([length, body, check])
  }
  const header = Buffer.alloc(13)
  header.writeUInt32BE(side, 0)
  header.writeUInt32BE(side, 4)
  header[8] = 1
  header[12] = isInterlaced ? 1 : 0
  // One bit per pixel, plus the filter byte of each line of each pass.
  const pixels = deflateSync(Buffer.alloc((side * side) / 8 + side * 16))
  const magic = Buffer.from('\x89PNG\r\n\x1a\n', 'latin1')
  return Buffer.concat([magic, chunk('IHDR', header), chunk('IDAT', pixels), chunk('IEND', Buffer.alloc(0))])
}

/** Reads a picture from a file, because the server, in this process, allows sharp to read nothing else. */
async function withPicture<T>(bytes: Buffer, look: (picture: Sharp) => Promise<T>): Promise<T> {
  const folder = await mkdtemp(join(tmpdir(), 'ringpost-picture-'))
  try {
    await writeFile(join(folder, 'picture'), bytes)
    return await look(sharp(join(folder, 'picture')))
  } finally {
    await rm(folder, { recursive: true })
  }
}

/** Whether a picture is red or blue at a point. */
async function colourAt(bytes: Buffer, x: number, y: number): Promise<'red' | 'blue'> {
  const { data, info } = await withPicture(bytes, (picture) =>
    picture.raw().toBuffer({ resolveWithObject: true }),
  )
  const at = (Math.floor(y * info.height) * info.width + Math.floor(x * info.width)) * info.channels
  return data[at]! > data[at + 2]! ? 'red' : 'blue'
}

async function sizeOf(bytes: Buffer): Promise<[number, number, string]> {
  const { width, height, format } = await withPicture(bytes, (picture) => picture.metadata())
  return [width, height, format]
}

describe('thumbnails of images', () => {
  let server: TestServer
  let photo: Buffer
  before(async () => {
    server = await TestServer.start()
    photo = await halves(1200, 800).jpeg({ quality: 95 }).toBuffer()
  })
  after(() => server.close())

  test('[files.upload] [files.download] an image of SDK 5 opens by its bare URL, small as a thumbnail', async () => {
    const bytes = await noise(300, 200).png().toBuffer()
    const headers = { 'restrict-access': 'true' }
    const { uuid, secret } = await uploaded(server, { bytes, headers, query: '?imageType=origin&width=300' })
    for (const query of ['', '?size=large', `?share-secret=${secret}`, `?share-secret=${secret}x`]) {
      const found = await download(server, uuid + query)
      assert.deepEqual([found.status, found.bytes.length], [200, bytes.length], query)
    }
    const small = await download(server, `${uuid}?size=small`)
    assert.deepEqual(await sizeOf(small.bytes), [170, 113, 'jpeg'])
    const other = await uploaded(server, { bytes, headers })
    assert.equal((await download(server, `${other.uuid}?size=small`)).status, 401)
    const text = await uploaded(server, { bytes: 'no image', headers, query: '?imageType=origin' })
    assert.equal((await download(server, text.uuid)).status, 401)
  })

  test('[files.upload] an app that insists on secrets has them for images of SDK 5 too', async () => {
    const bytes = await noise(30, 20).png().toBuffer()
    const options = { bytes, headers: { 'restrict-access': 'true' }, query: '?imageType=large' }
    await changeSettings(server, { strictFileSecrets: true })
    const { uuid, secret } = await uploaded(server, options)
    await changeSettings(server, { strictFileSecrets: false })
    assert.equal((await download(server, uuid)).status, 401)
    assert.equal((await download(server, `${uuid}?share-secret=${secret}`)).status, 200)
  })

  test('[files.exists] no file is given to who knows its hash', async () => {
    const path = '/chatfiles/exists?md5=0123456789abcdef0123456789abcdef&imageType=origin'
    await server.users('asking')
    const token = await server.userToken('asking')
    assert.deepEqual((await server.call('GET', path, undefined, { token })).body.entities, [
      { exists: false },
    ])
    assert.equal((await server.call('GET', path, undefined, { token: null })).status, 401)
  })

  test('[files.download] requested by header or query, 170 pixels wide, and smaller than the original', async () => {
    const { uuid } = await uploaded(server, { bytes: photo, type: 'application/octet-stream' })
    for (const [query, headers] of [
      ['?thumbnail=true', {}],
      ['', { thumbnail: 'true' }],
      ['', { Thumbnail: 'TRUE' }],
      ['?vframe=true', {}],
    ] as const) {
      const got = await download(server, uuid + query, headers)
      assert.deepEqual(await sizeOf(got.bytes), [170, 113, 'jpeg'], query)
      assert.equal(got.headers.get('content-type'), 'image/jpeg')
      assert.ok(got.bytes.length < photo.length / 10)
    }
    for (const headers of [{ thumbnail: 'false' }, { thumbnail: '' }])
      assert.ok((await download(server, uuid, headers)).bytes.equals(photo))
    const [whole, part] = await Promise.all([
      download(server, `${uuid}?thumbnail=true`),
      download(server, `${uuid}?thumbnail=true`, { range: 'bytes=5-9' }),
    ])
    assert.ok(part.bytes.equals(whole.bytes.subarray(5, 10)))
  })

  test('[files.download] with thumbnailByPresence the header requests a thumbnail whatever its value', async (t) => {
    await changeSettings(server, { thumbnailByPresence: true })
    t.after(() => changeSettings(server, { thumbnailByPresence: false }))
    const { uuid } = await uploaded(server, { bytes: photo })
    const got = await download(server, uuid, { thumbnail: 'false' })
    assert.deepEqual(await sizeOf(got.bytes), [170, 113, 'jpeg'])
    assert.ok((await download(server, uuid)).bytes.equals(photo))
  })

  test('[files.upload] the uploader chooses the size: fields after the file, headers, one side, within limits', async () => {
    for (const [fields, headers, expected] of [
      [{ 'thumbnail-width': '300', 'thumbnail-height': '100' }, {}, [150, 100]],
      [{}, { 'thumbnail-width': '60', 'Thumbnail-Height': '60' }, [60, 40]],
      [{ 'thumbnail-width': '90' }, { 'thumbnail-width': '240' }, [240, 160]],
      [{ 'thumbnail-height': '50' }, {}, [75, 50]],
      [{ 'thumbnail-width': '-3', 'thumbnail-height': 'x' }, {}, [170, 113]],
    ] as const) {
      const { uuid } = await uploaded(server, { bytes: photo, fields, headers })
      const { bytes } = await download(server, `${uuid}?thumbnail=true`)
      assert.deepEqual((await sizeOf(bytes)).slice(0, 2), expected, JSON.stringify({ fields, headers }))
    }
    const { uuid } = await uploaded(server, { bytes: photo, fields: { 'thumbnail-width': '1e9' } })
    const [width] = await sizeOf((await download(server, `${uuid}?thumbnail=true`)).bytes)
    assert.equal(width, 1200, 'it is not enlarged')
  })

  test('[files.upload] an image stored sideways is turned upright', async () => {
    assert.equal(await colourAt(photo, 0.1, 0.5), 'red')
    const turned = await halves(1200, 800).withMetadata({ orientation: 6 }).jpeg({ quality: 95 }).toBuffer()
    const { uuid } = await uploaded(server, { bytes: turned })
    const { bytes } = await download(server, `${uuid}?thumbnail=true`)
    assert.deepEqual((await sizeOf(bytes)).slice(0, 2), [113, 170])
    // Turned clockwise, so left becomes top.
    assert.equal(await colourAt(bytes, 0.5, 0.1), 'red')
    assert.equal(await colourAt(bytes, 0.5, 0.9), 'blue')
    const { exif } = await withPicture(bytes, (picture) => picture.metadata())
    assert.equal(exif, undefined)
  })

  test('[files.upload] every common format, transparency and animation', async () => {
    const raw = { width: 300, height: 600, channels: 3 as const, pageHeight: 300 }
    const animated = sharp(randomBytes(300 * 600 * 3), { raw })
    for (const [bytes, format] of [
      [await noise(400, 300).ensureAlpha(0.5).png().toBuffer(), 'png'],
      [await animated.gif().toBuffer(), 'png'],
      [await noise(400, 300).webp().toBuffer(), 'jpeg'],
      [await noise(400, 300).tiff().toBuffer(), 'jpeg'],
      [await noise(200, 200).avif({ effort: 0 }).toBuffer(), 'jpeg'],
      [await noise(400, 300).jpeg({ progressive: true }).toBuffer(), 'jpeg'],
      [await noise(400, 300).png({ progressive: true }).toBuffer(), 'jpeg'],
    ] as const) {
      assert.ok(bytes.length > 10 * 1024, `${bytes.length} bytes: too small to get a thumbnail`)
      const { uuid } = await uploaded(server, { bytes })
      const thumbnail = (await download(server, `${uuid}?thumbnail=true`)).bytes
      const [width, height, made] = await sizeOf(thumbnail)
      assert.ok(
        Math.max(width, height) === 170 && made === format,
        `${format} became ${made} ${width}x${height}`,
      )
    }
  })

  test('[files.download] small images and files that are not images are their own thumbnail', async () => {
    const small = await sharp({ create: { width: 300, height: 300, channels: 3, background: 'red' } })
      .png()
      .toBuffer()
    assert.ok(small.length <= 10 * 1024)
    const broken = Buffer.concat([Buffer.from('\x89PNG\r\n\x1a\n', 'latin1'), randomBytes(20_000)])
    const script = Buffer.from(
      `<svg xmlns="http://www.w3.org/2000/svg" width="900" height="900">${' '.repeat(20_000)}</svg>`,
    )
    for (const bytes of [small, broken, script, Buffer.alloc(20_000, 'text')]) {
      const { uuid } = await uploaded(server, { bytes, type: 'image/png' })
      const got = await download(server, `${uuid}?thumbnail=true`)
      assert.equal(got.status, 200)
      assert.ok(got.bytes.equals(bytes))
    }
  })

  test('[files.upload] a decompression bomb is stored as it is and never decoded', async () => {
    await using server = await TestServer.start()
    // A few kilobytes that decode to millions of pixels: too many for the pixel limit, or for memory.
    const bombs = [bomb(16_000, false), bomb(9_900, true)]
    for (const bytes of bombs) {
      assert.ok(bytes.length > 10 * 1024)
      const before = process.memoryUsage.rss()
      const { uuid } = await uploaded(server, { bytes })
      assert.ok(process.memoryUsage.rss() - before < 60 * 1024 * 1024, 'it was decoded')
      assert.ok((await download(server, `${uuid}?thumbnail=true`)).bytes.equals(bytes))
    }
    assert.deepEqual(
      (await kept(server.directory)).filter((path) => path.includes('bomb')),
      [],
    )
    assert.deepEqual(await incoming(server.directory), [])
  })
})

describe('frames of videos', () => {
  const withFfmpeg = { skip: hasFfmpeg ? false : 'ffmpeg not found: apt-get install ffmpeg' }
  let directory: string
  before(async () => {
    directory = await mkdtemp(join(tmpdir(), 'ringpost-videos-'))
  })
  after(() => rm(directory, { recursive: true, force: true }))

  /** One second of colour bars, 640x360. */
  async function video(name: string, ...options: string[]): Promise<Buffer> {
    const file = join(directory, name)
    const source = ['-f', 'lavfi', '-i', 'testsrc=duration=1:size=640x360:rate=5']
    const { status, stderr } = spawnSync('ffmpeg', ['-y', '-v', 'error', ...source, ...options, file])
    assert.equal(status, 0, String(stderr))
    return readFile(file)
  }

  test(
    '[files.download] vframe=true needs no secret, as clients show it by a bare URL; extracted once and kept',
    withFfmpeg,
    async () => {
      await using server = await TestServer.start()
      const restricted = { headers: { 'restrict-access': 'true' } }
      for (const [name, ...options] of [
        ['a.mp4', '-pix_fmt', 'yuv420p'],
        ['a.webm', '-c:v', 'libvpx'],
        ['a.mov', '-pix_fmt', 'yuv420p'],
        ['a.avi', '-c:v', 'mpeg4'],
      ] as const) {
        const { uuid, secret } = await uploaded(server, {
          bytes: await video(name, ...options),
          ...restricted,
        })
        // A whole group requests it at once.
        const all = await Promise.all(
          Array.from({ length: 8 }, () => download(server, `${uuid}?vframe=true`)),
        )
        for (const got of all) {
          assert.equal(got.status, 200, name)
          assert.equal(got.headers.get('content-type'), 'image/jpeg')
          assert.deepEqual(await sizeOf(got.bytes), [480, 270, 'jpeg'], name)
        }
        const [frame] = (await kept(server.directory)).filter((path) => path.endsWith(`${uuid}.frame`))
        assert.ok((await readFile(frame!)).equals(all[0]!.bytes))
        assertError(asReply(await download(server, `${uuid}?thumbnail=true`)), 'auth.expired')
        const thumbnail = await download(server, `${uuid}?thumbnail=true&share-secret=${secret}`)
        assert.ok(thumbnail.bytes.equals(all[0]!.bytes))
        assertError(asReply(await download(server, uuid)), 'auth.expired')
      }
      await changeSettings(server, { strictFileSecrets: true })
      const { uuid } = await uploaded(server, {
        bytes: await readFile(join(directory, 'a.mp4')),
        ...restricted,
      })
      assertError(asReply(await download(server, `${uuid}?vframe=true`)), 'auth.expired')
    },
  )

  test('[files.download] the size that the uploader requested', withFfmpeg, async () => {
    await using server = await TestServer.start()
    const bytes = await video('b.mp4', '-pix_fmt', 'yuv420p')
    const { uuid } = await uploaded(server, {
      bytes,
      fields: { 'thumbnail-width': '100', 'thumbnail-height': '100' },
    })
    assert.deepEqual(
      (await sizeOf((await download(server, `${uuid}?vframe=true`)).bytes)).slice(0, 2),
      [100, 56],
    )
  })

  test('[files.download] files without a frame', withFfmpeg, async () => {
    await using server = await TestServer.start()
    // Labelled as videos or resembling them; the playlist would make ffmpeg read another file of this machine.
    const brokenVideo = Buffer.concat([Buffer.from('\0\0\0\x18ftypisom', 'latin1'), Buffer.alloc(5000)])
    const playlist = `#EXTM3U\n#EXTINF:1,\nfile://${join(server.directory, 'ringpost.db')}\n#EXT-X-ENDLIST\n`
    for (const [bytes, type] of [
      [brokenVideo, 'video/mp4'],
      [playlist, 'video/mp4'],
      [playlist, 'application/x-mpegurl'],
      ['text', 'text/plain'],
      ['#!AMR\nxxx', 'audio/amr'],
    ] as const) {
      const { uuid } = await uploaded(server, { bytes, type })
      for (const _ of [1, 2])
        assertError(asReply(await download(server, `${uuid}?vframe=true`)), 'file.frame_none', { uuid })
    }
  })

  test('[files.download] without ffmpeg the answer says what is missing', async () => {
    await using server = await TestServer.start({ RINGPOST_FFMPEG: join(directory, 'not-there') })
    const bytes = Buffer.concat([Buffer.from('\0\0\0\x18ftypisom', 'latin1'), Buffer.alloc(5000)])
    const { uuid } = await uploaded(server, { bytes })
    for (const query of ['?vframe=true', '?thumbnail=true']) {
      const reply = asReply(await download(server, uuid + query))
      assertError(reply, 'file.frame_unsupported')
      assert.match(reply.body.error_description, /ffmpeg.*RINGPOST_FFMPEG/)
    }
    assert.ok((await download(server, uuid)).bytes.equals(bytes))
  })
})
