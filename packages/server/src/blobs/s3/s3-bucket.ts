import { Agent as HttpAgent } from 'node:http'
import { Agent as HttpsAgent } from 'node:https'
import { Readable } from 'node:stream'
import {
  AbortMultipartUploadCommand,
  DeleteObjectCommand,
  GetObjectCommand,
  HeadBucketCommand,
  HeadObjectCommand,
  ListMultipartUploadsCommand,
  ListObjectsV2Command,
  S3Client,
  type S3ClientConfig,
} from '@aws-sdk/client-s3'
import { Upload } from '@aws-sdk/lib-storage'
import { getSignedUrl } from '@aws-sdk/s3-request-presigner'
import { ApiError } from '@ringpost/contract'
import type { BlobLabels, ByteRange } from '../../domain/files/blob-store.ts'
import { clearTimeout, setTimeout } from '../../kernel/machine-time.ts'
import { Slots } from '../../kernel/slots.ts'
import { patientBytes } from './patient-bytes.ts'

/** Address of the bucket and our credentials. */
export interface S3Settings {
  /** Undefined: Amazon's, by region. */
  endpoint: string | undefined
  bucket: string
  region: string
  /** Undefined: credentials from the environment of the process (AWS_* variables, the role of the machine). */
  credentials: { accessKeyId: string; secretAccessKey: string } | undefined
  /** Prefix of every key. */
  prefix: string
  /** Whether the bucket is in the path of URLs instead of the host name. */
  forcePathStyle: boolean
  /** Where clients reach the store, for links; undefined: the same address as ours. */
  publicEndpoint: string | undefined
  patience?: Partial<typeof patience>
}

/** Timeouts, in ms. */
const patience = {
  /** Until a connection is established. */
  connect: 3000,
  /** Until a request is answered, all attempts together. */
  answer: 10_000,
  /** Until the bytes of a part are sent and acknowledged, per attempt (of three). */
  part: 30_000,
  /** Between two chunks of an object. */
  stall: 20_000,
  /** Until a waiting object may be put. */
  turn: 30_000,
}
/** Bytes per part of a larger object; a part is held in memory until it is acknowledged. */
const PART_BYTES = 8 * 1024 * 1024
/** Concurrent parts of one object. */
const PARTS = 2
/** Objects put concurrently: at most 200 MiB of parts are in memory. */
const PUTS = 12

/**
 * The objects under one prefix of a bucket. Nothing hangs: every step has a timeout. Failures that the caller cannot foresee
 * (network, permissions, the store itself) are logged and reject with ApiError `file.store_unavailable`.
 */
export class S3Bucket {
  readonly #client: S3Client
  readonly #publicClient: S3Client
  readonly #bucket: string
  readonly #prefix: string
  readonly #onFailure: (error: unknown, what: string) => void
  readonly #patience: typeof patience
  readonly #slots: Slots

  constructor(settings: S3Settings, onFailure: (error: unknown, what: string) => void) {
    const { endpoint, publicEndpoint } = settings
    this.#patience = { ...patience, ...settings.patience }
    this.#slots = new Slots(PUTS, this.#patience.turn)
    this.#client = new S3Client(clientConfig(settings, endpoint, this.#patience))
    this.#publicClient = new S3Client(clientConfig(settings, publicEndpoint ?? endpoint, this.#patience))
    this.#bucket = settings.bucket
    this.#prefix = settings.prefix
    this.#onFailure = onFailure
  }

  /** Checks that the bucket exists and is accessible. @throws ApiError */
  async check(): Promise<void> {
    const command = new HeadBucketCommand(this.#at())
    await this.#ask('check bucket', (client, options) => client.send(command, options))
  }

  /**
   * Puts an object of any length, in bounded memory; resolves once it is stored. If that fails, nothing is left behind.
   * @throws whatever the source throws.
   */
  async put(key: string, bytes: AsyncIterable<Uint8Array>): Promise<void> {
    let sourceFailure: { error: unknown } | undefined
    async function* watched() {
      const chunks = bytes[Symbol.asyncIterator]()
      const next = () =>
        chunks.next().catch((error: unknown) => {
          sourceFailure = { error }
          throw error
        })
      try {
        for (let chunk = await next(); chunk.done !== true; chunk = await next()) yield chunk.value
      } finally {
        await chunks.return?.()
      }
    }
    await this.#try('put', async () => {
      const body = Readable.from(watched(), { objectMode: false })
      const upload = async () => {
        const options = { client: this.#client, partSize: PART_BYTES, queueSize: PARTS }
        await new Upload({ ...options, params: { ...this.#at(key), Body: body } }).done()
      }
      await this.#slots.run(upload).finally(() => body.destroy())
    }).catch((error: unknown) => {
      throw sourceFailure === undefined ? error : sourceFailure.error
    })
  }

  /** The bytes of an object, to be consumed or ended; undefined if there is none. */
  async get(key: string, range?: ByteRange): Promise<AsyncIterable<Uint8Array> | undefined> {
    const command = new GetObjectCommand({
      ...this.#at(key),
      ...(range && { Range: `bytes=${range.first}-${range.last}` }),
    })
    const reply = await this.#ask('get', (client, options) => client.send(command, options).catch(absent))
    return (
      reply &&
      patientBytes(reply.Body as Readable, this.#patience.stall, (error) => this.#refuse(error, 'read'))
    )
  }

  /** Size of an object in bytes; undefined if there is none. */
  async size(key: string): Promise<number | undefined> {
    const command = new HeadObjectCommand(this.#at(key))
    const reply = await this.#ask('head', (client, options) => client.send(command, options).catch(absent))
    return reply?.ContentLength
  }

  /** Keys with a prefix, up to a thousand. */
  async list(prefix: string): Promise<string[]> {
    const { Bucket, Key: Prefix } = this.#at(prefix)
    const command = new ListObjectsV2Command({ Bucket, Prefix })
    const { Contents = [] } = await this.#ask('list', (client, options) => client.send(command, options))
    return Contents.map(({ Key = '' }) => Key.slice(this.#prefix.length))
  }

  /** Removes an object. A no-op if it does not exist. */
  async remove(key: string): Promise<void> {
    const command = new DeleteObjectCommand(this.#at(key))
    await this.#ask('remove', (client, options) => client.send(command, options).catch(absent))
  }

  /** Removes the objects in a folder, `…/`. @param before only those whose names are before this one. */
  async removeAll(folder: string, before?: string): Promise<void> {
    for (;;) {
      // A list is in order of names, and not always complete.
      const names = await this.list(folder)
      const wanted = before === undefined ? names : names.filter((name) => name < before)
      if (wanted.length === 0) return
      await Promise.all(wanted.map((name) => this.remove(name)))
    }
  }

  /** Aborts unfinished multipart uploads of keys with a prefix: nobody else would ever remove their parts. */
  async endUploads(prefix: string): Promise<void> {
    const { Bucket, Key: Prefix } = this.#at(prefix)
    const command = new ListMultipartUploadsCommand({ Bucket, Prefix })
    const { Uploads = [] } = await this.#ask('list uploads', (client, options) =>
      client.send(command, options),
    )
    for (const { Key, UploadId } of Uploads) {
      const end = new AbortMultipartUploadCommand({ Bucket, Key, UploadId })
      await this.#ask('abort upload', (client, options) => client.send(end, options).catch(absent))
    }
  }

  /** A URL that opens an object, valid for `seconds`. */
  link(key: string, labels: BlobLabels, seconds: number): Promise<string> {
    const command = new GetObjectCommand({
      ...this.#at(key),
      ResponseContentType: labels.contentType,
      ResponseContentDisposition: labels.contentDisposition,
      ResponseCacheControl: labels.cacheControl,
    })
    return this.#try('sign', () => getSignedUrl(this.#publicClient, command, { expiresIn: seconds }))
  }

  #at(key = ''): { Bucket: string; Key: string } {
    return { Bucket: this.#bucket, Key: this.#prefix + key }
  }

  /** Sends one request and fails if its response headers do not arrive in time. The body has a timeout of its own. */
  async #ask<T>(
    what: string,
    send: (client: S3Client, options: { abortSignal: AbortSignal }) => Promise<T>,
  ): Promise<T> {
    const aborter = new AbortController()
    const timer = setTimeout(() => aborter.abort(), this.#patience.answer)
    const asking = this.#try(what, () => send(this.#client, { abortSignal: aborter.signal }))
    return asking.finally(() => clearTimeout(timer))
  }

  async #try<T>(what: string, work: () => Promise<T>): Promise<T> {
    try {
      return await work()
    } catch (error) {
      throw this.#refuse(error, what)
    }
  }

  #refuse(error: unknown, what: string): ApiError {
    this.#onFailure(error, what)
    return new ApiError('file.store_unavailable')
  }
}

function clientConfig(
  settings: S3Settings,
  endpoint: string | undefined,
  { connect, part }: typeof patience,
): S3ClientConfig {
  const { region, credentials, forcePathStyle } = settings
  // A download holds a connection for as long as its client takes: slow ones must not block others, whatever their number.
  const agent = { keepAlive: true, maxSockets: Number.POSITIVE_INFINITY, maxFreeSockets: 64 }
  return {
    region,
    forcePathStyle,
    ...(endpoint !== undefined && { endpoint }),
    ...(credentials !== undefined && { credentials }),
    maxAttempts: 3,
    // Requests are signed with the hash of their bytes. Some stores other than Amazon's refuse further checksums.
    requestChecksumCalculation: 'WHEN_REQUIRED',
    responseChecksumValidation: 'WHEN_REQUIRED',
    requestHandler: {
      connectionTimeout: connect,
      requestTimeout: part,
      throwOnRequestTimeout: true,
      // The socket of a download is idle whenever its client is slow; patientBytes knows slow clients from a slow store.
      socketTimeout: 0,
      httpAgent: new HttpAgent(agent),
      httpsAgent: new HttpsAgent(agent),
    },
  }
}

function absent(error: Error): undefined {
  if (!['NoSuchKey', 'NotFound', 'NoSuchUpload'].includes(error.name)) throw error
}
