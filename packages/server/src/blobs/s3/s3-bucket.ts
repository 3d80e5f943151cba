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
import { Slots } from '../../kernel/slots.ts'
import { patientBytes } from './patient-bytes.ts'

/** Where the bucket is and who we are there. */
export interface S3Settings {
  /** Undefined: Amazon's, by region. */
  endpoint: string | undefined
  bucket: string
  region: string
  /** Undefined: what the environment of the process gives (AWS_* variables, the role of the machine). */
  credentials: { accessKeyId: string; secretAccessKey: string } | undefined
  /** What every key starts with. */
  prefix: string
  /** Whether the bucket is in the path of URLs instead of the host name. */
  forcePathStyle: boolean
  /** Where clients reach the store, for links; undefined: as we do. */
  publicEndpoint: string | undefined
  patience?: Partial<typeof patience>
}

/** In ms. */
const patience = {
  /** Until a connection stands. */
  connect: 3000,
  /** Until a request is answered, all attempts together. */
  answer: 10_000,
  /** Until the bytes of a part are sent and acknowledged, each of three attempts. */
  part: 30_000,
  /** Between bytes of an object. */
  stall: 20_000,
  /** Until it is an object's turn to be put. */
  turn: 30_000,
}
/** Bytes of a part of a larger object: it is held in memory until it is acknowledged. */
const PART_BYTES = 8 * 1024 * 1024
/** Parts of one object under way at once. */
const PARTS = 2
/** Objects being put at once: at most 200 MiB of parts are in memory. */
const PUTS = 12

/**
 * The objects under one prefix of a bucket. Nothing hangs: every step has its time. What fails for reasons that the caller
 * cannot know (network, rights, the store itself) is told to the log and rejects with ApiError `file.store_unavailable`.
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

  /** Asks whether the bucket is there for us. @throws ApiError */
  async check(): Promise<void> {
    const command = new HeadBucketCommand(this.#at())
    await this.#ask('look for the bucket', (client, options) => client.send(command, options))
  }

  /**
   * Puts an object, in bounded memory whatever its length; resolves when the store keeps it. When it fails nothing stays.
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

  /** The bytes of an object, to be consumed or ended; undefined when there is none. */
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

  /** In bytes; undefined when there is no such object. */
  async size(key: string): Promise<number | undefined> {
    const command = new HeadObjectCommand(this.#at(key))
    const reply = await this.#ask('look', (client, options) => client.send(command, options).catch(absent))
    return reply?.ContentLength
  }

  /** Keys that start so, up to a thousand. */
  async list(prefix: string): Promise<string[]> {
    const { Bucket, Key: Prefix } = this.#at(prefix)
    const command = new ListObjectsV2Command({ Bucket, Prefix })
    const { Contents = [] } = await this.#ask('list', (client, options) => client.send(command, options))
    return Contents.map(({ Key = '' }) => Key.slice(this.#prefix.length))
  }

  /** Removes an object; one that does not exist is no error. */
  async remove(key: string): Promise<void> {
    const command = new DeleteObjectCommand(this.#at(key))
    await this.#ask('remove', (client, options) => client.send(command, options).catch(absent))
  }

  /** Ends uploads in parts, of keys that start so, which died without being seen: their parts would lie there for ever. */
  async endUploads(prefix: string): Promise<void> {
    const { Bucket, Key: Prefix } = this.#at(prefix)
    const command = new ListMultipartUploadsCommand({ Bucket, Prefix })
    const { Uploads = [] } = await this.#ask('list uploads', (client, options) =>
      client.send(command, options),
    )
    for (const { Key, UploadId } of Uploads) {
      const end = new AbortMultipartUploadCommand({ Bucket, Key, UploadId })
      await this.#ask('end upload', (client, options) => client.send(end, options).catch(absent))
    }
  }

  /** A URL that opens an object for so many seconds. */
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

  /** One request, which is answered in time or fails. What comes after the head of the answer has its own time. */
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
  // Downloads hold a connection for as long as their client takes: no number of slow ones may be in the way of others.
  const agent = { keepAlive: true, maxSockets: Number.POSITIVE_INFINITY, maxFreeSockets: 64 }
  return {
    region,
    forcePathStyle,
    ...(endpoint !== undefined && { endpoint }),
    ...(credentials !== undefined && { credentials }),
    maxAttempts: 3,
    // Requests are signed with the hash of their bytes; further checksums are refused by some stores that are not Amazon's.
    requestChecksumCalculation: 'WHEN_REQUIRED',
    responseChecksumValidation: 'WHEN_REQUIRED',
    requestHandler: {
      connectionTimeout: connect,
      requestTimeout: part,
      throwOnRequestTimeout: true,
      // The socket of a download is idle whenever its client is slow: patientBytes tells the two apart.
      socketTimeout: 0,
      httpAgent: new HttpAgent(agent),
      httpsAgent: new HttpsAgent(agent),
    },
  }
}

function absent(error: Error): undefined {
  if (!['NoSuchKey', 'NotFound', 'NoSuchUpload'].includes(error.name)) throw error
}
