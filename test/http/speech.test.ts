import assert from 'node:assert/strict'
import { randomBytes } from 'node:crypto'
import { after, before, describe, test } from 'node:test'
import { sdkClient } from '../acceptance/sdk-clients.ts'
import { assertError } from '../harness/assert-error.ts'
import { JsonService } from '../harness/json-service.ts'
import { type Reply, TestServer } from '../harness/test-server.ts'

const AT = '/api/sdk/v1/acme/chat/speech'
const MP3 = Buffer.concat([Buffer.from('ID3\x04\0\0\0\0\0\0'), randomBytes(500)])

describe('speech to text', () => {
  let service: JsonService
  let server: TestServer
  let token: string
  before(async () => {
    service = await JsonService.start(({ bytes }) => {
      if (bytes.includes('busy')) return { status: 429, body: {} }
      return bytes.includes('broken') ? { text: 'oops' } : { body: { text: 'what was said' } }
    })
    server = await TestServer.start({
      RINGPOST_SPEECH_URL: `${service.url}/v1`,
      RINGPOST_SPEECH_KEY: 'speech-key',
      RINGPOST_LOG_LEVEL: 'silent',
    })
    await server.users('alice')
    token = await server.userToken('alice')
  })
  after(async () => {
    await server.close()
    await service[Symbol.asyncDispose]()
  })

  async function recognize(
    bytes: Uint8Array<ArrayBuffer> | string | null,
    fields: object = {},
  ): Promise<Reply> {
    const form = new FormData()
    form.append('username', 'alice')
    for (const [name, value] of Object.entries(fields)) form.append(`audio.${name}`, String(value))
    if (bytes !== null) form.append('file', new Blob([bytes]), 'a.amr')
    const response = await fetch(`${server.url}${AT}/recognitions`, {
      method: 'POST',
      headers: { authorization: `Bearer ${token}` },
      body: form,
    })
    return { status: response.status, headers: response.headers, body: await response.json() }
  }
  const transcribe = (data: object) => server.request('POST', `${AT}/transcriptions`, { data }, { token })
  async function upload(bytes: Uint8Array<ArrayBuffer>): Promise<string> {
    const form = new FormData()
    form.append('file', new Blob([bytes], { type: 'audio/mpeg' }), 'a.mp3')
    const response = await fetch(`${server.url}/acme/chat/chatfiles`, {
      method: 'POST',
      headers: { authorization: `Bearer ${token}`, 'restrict-access': 'true' },
      body: form,
    })
    const { entities } = (await response.json()) as { entities: [{ uuid: string }] }
    return entities[0].uuid
  }
  const pcm = { format: 'pcm', sampleRate: 8000, bitsPerSample: 16, channels: 1 }

  test('[speech.recognize] [speech.transcribe] a file, or one that is stored already', async () => {
    assert.deepEqual((await recognize(MP3)).body.data, { text: 'what was said' })
    const [{ path, headers, bytes }] = service.asked.slice(-1) as [(typeof service.asked)[0]]
    assert.deepEqual([path, headers.authorization], ['/v1/audio/transcriptions', 'Bearer speech-key'])
    assert.ok(bytes.includes('whisper-1') && bytes.includes(MP3))
    const fileId = await upload(MP3)
    const { status, body } = await transcribe({ fileId, username: 'alice' })
    assert.deepEqual([status, body.data], [200, { text: 'what was said' }])
    assert.ok(service.asked.at(-1)!.bytes.includes(MP3))
  })

  test('[speech.recognize] raw samples get the header that says what they are', async () => {
    const samples = randomBytes(16_000)
    assert.equal((await recognize(samples, pcm)).status, 200)
    const { bytes } = service.asked.at(-1)!
    const header = bytes.subarray(bytes.indexOf('RIFF'))
    assert.deepEqual(
      [header.readUInt32LE(4), header.readUInt32LE(24), header.readUInt32LE(28), header.readUInt32LE(40)],
      [16_036, 8000, 16_000, 16_000],
    )
    assert.deepEqual(header.subarray(44, 44 + samples.length), samples)
  })

  test('[speech.recognize] [speech.transcribe] what is refused, in the form that SDKs read', async () => {
    assertError(await recognize(null), 'speech.file_missing')
    assertError(await recognize('x', { format: 'PCM' }), 'speech.audio_invalid')
    assertError(await recognize(randomBytes(16_000 * 61), pcm), 'speech.too_long')
    assertError(await recognize(randomBytes(10 * 1024 * 1024 + 1)), 'speech.too_large')
    assertError(await recognize('busy'), 'speech.limit')
    assertError(await recognize('broken'), 'speech.failed')
    for (const fileId of ['x', '00000000-0000-4000-8000-000000000000'])
      assertError(await transcribe({ fileId }), 'speech.file_unknown')
    assertError(await transcribe({}), 'speech.file_unknown')
    const stored = { fileId: await upload(MP3) }
    assertError(await transcribe({ ...stored, audio: { format: 'pcm' } }), 'speech.audio_invalid')
    assertError(await transcribe({ ...stored, audio: 'mp3' }), 'speech.audio_invalid')
    const other = {
      token: server.running.core.tokens.issueAppToken(
        server.running.core.apps.byKey('other#chat')!,
        undefined,
      ).token,
    }
    assert.equal(
      (await server.request('POST', `${AT}/transcriptions`, { data: { fileId: 'x' } }, other)).status,
      401,
    )
  })

  test('[speech.recognize] [speech.transcribe] the SDK asks, and learns why not', async () => {
    await using closed = await TestServer.start()
    await closed.users('alice')
    const fileId = await upload(MP3)
    for (const [at, wanted] of [
      [server, 'what was said'],
      [closed, 505],
    ] as const) {
      await using alice = await sdkClient(at, { user: 'alice', password: 'pw', device: 'd1' })
      const connection = alice.connection as unknown as Record<
        string,
        (...given: unknown[]) => Promise<unknown>
      >
      const result = (asked: Promise<unknown>) =>
        asked.then(
          (answer) => (answer as { data: { text: string } }).data.text,
          ({ type }: { type: number }) => type,
        )
      const voice = { type: 'audio', url: `${at.url}/acme/chat/chatfiles/${fileId}` }
      assert.equal(await result(connection.voiceMessageToText!(voice)), wanted)
      assert.equal(await result(connection.voiceFileToText!(new File([MP3], 'a.mp3'))), wanted)
    }
  })
})
