import { type ChildProcess, spawn } from 'node:child_process'
import { randomUUID } from 'node:crypto'
import { once } from 'node:events'
import { existsSync, mkdirSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { S3Settings } from '../../packages/server/src/blobs/s3/s3-bucket.ts'
import { cache } from './cache-folder.ts'
import { freePort } from './free-port.ts'
import { isRequired } from './required.ts'

/** Where scripts/test-s3.sh puts the server. */
const installed = join(cache, 'versitygw')
const program = process.env.RINGPOST_TEST_S3_SERVER ?? (existsSync(installed) ? installed : undefined)
const {
  RINGPOST_TEST_S3_ENDPOINT: endpoint,
  RINGPOST_TEST_S3_BUCKET: bucket = 'ringpost-test',
  RINGPOST_TEST_S3_ACCESS_KEY_ID: accessKeyId = 'ringpost-test',
  RINGPOST_TEST_S3_SECRET_ACCESS_KEY: secretAccessKey = 'ringpost-test-secret',
} = process.env

/** For `skip`: false if an S3 server is available or required, otherwise how to get one. */
export const skipWithoutS3: false | string =
  endpoint !== undefined || program !== undefined || isRequired('s3')
    ? false
    : 'wants an S3 server: run scripts/test-s3.sh once (it needs Go), or set RINGPOST_TEST_S3_ENDPOINT, _BUCKET, _ACCESS_KEY_ID and _SECRET_ACCESS_KEY'

/** A part of a bucket for one test file, on its own server unless the environment names one. */
export class TestS3 {
  readonly settings: S3Settings & { endpoint: string }
  readonly #child: ChildProcess | undefined
  readonly #folder: string | undefined

  private constructor(address: string, child?: ChildProcess, folder?: string) {
    this.#child = child
    this.#folder = folder
    this.settings = {
      endpoint: address,
      bucket,
      region: 'us-east-1',
      credentials: { accessKeyId, secretAccessKey },
      prefix: `${randomUUID()}/`,
      forcePathStyle: true,
      publicEndpoint: undefined,
    }
  }

  /** Only if `skipWithoutS3` is false. @throws Error with its output if the server does not start. */
  static async open(): Promise<TestS3> {
    if (endpoint !== undefined) return new TestS3(endpoint)
    if (program === undefined) throw new Error('no S3 server: scripts/test-s3.sh builds one')
    const folder = mkdtempSync(join(tmpdir(), 'ringpost-s3-'))
    // A bucket is a folder of the data folder.
    for (const path of ['about', 'data', join('data', bucket)]) mkdirSync(join(folder, path))
    const port = await freePort()
    const words = ['--port', `127.0.0.1:${port}`, '--keep-alive', '--quiet', '--cors-allow-origin', '*']
    const child = spawn(
      program,
      [...words, 'posix', '--sidecar', join(folder, 'about'), join(folder, 'data')],
      {
        env: { ROOT_ACCESS_KEY_ID: accessKeyId, ROOT_SECRET_ACCESS_KEY: secretAccessKey },
        stdio: ['ignore', 'pipe', 'pipe'],
      },
    )
    let output = ''
    for (const stream of [child.stdout, child.stderr])
      stream.on('data', (chunk) => {
        output += chunk
      })
    const address = `http://127.0.0.1:${port}`
    while (!(await answers(address))) {
      if (child.exitCode !== null) throw new Error(`the S3 server ended with ${child.exitCode}: ${output}`)
      await new Promise((resolve) => setTimeout(resolve, 20))
    }
    return new TestS3(address, child, folder)
  }

  /** Settings of a server that stores its files here. */
  env(more: Record<string, string> = {}): Record<string, string> {
    return {
      RINGPOST_S3_ENDPOINT: this.settings.endpoint,
      RINGPOST_S3_BUCKET: bucket,
      RINGPOST_S3_ACCESS_KEY_ID: accessKeyId,
      RINGPOST_S3_SECRET_ACCESS_KEY: secretAccessKey,
      RINGPOST_S3_PREFIX: this.settings.prefix,
      ...more,
    }
  }

  async close(): Promise<void> {
    if (this.#child !== undefined && this.#child.exitCode === null) {
      const closed = once(this.#child, 'close')
      this.#child.kill('SIGKILL')
      await closed
    }
    if (this.#folder !== undefined) rmSync(this.#folder, { recursive: true, force: true })
  }
}

async function answers(address: string): Promise<boolean> {
  return fetch(address).then(
    () => true,
    () => false,
  )
}
