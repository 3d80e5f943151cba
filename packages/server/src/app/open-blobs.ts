import { join } from 'node:path'
import type { Logger } from 'pino'
import { DiskBlobStore } from '../blobs/disk/disk-blob-store.ts'
import { DiskExportFiles } from '../blobs/disk/disk-export-files.ts'
import { StagingFolder } from '../blobs/staging-folder.ts'
import type { BlobStore } from '../domain/files/blob-store.ts'
import type { ExportFiles } from '../domain/history/export-files.ts'
import type { Config } from './config.ts'

/** The stores for bytes. */
export interface OpenedBlobs {
  blobs: BlobStore
  exports: ExportFiles
  /** Whether other nodes use the same stores. */
  isShared: boolean
}

/** Opens the folders in the data folder, for this process alone, or the bucket that the configuration names. */
export async function openBlobs(config: Config, log: Logger): Promise<OpenedBlobs> {
  const folder = join(config.data, 'blobs')
  if (config.s3Bucket === undefined)
    return {
      blobs: await DiskBlobStore.open(folder),
      exports: new DiskExportFiles(join(config.data, 'exports')),
      isShared: false,
    }
  // Loaded on demand because it takes as long as everything else at startup.
  const { S3Bucket, S3BlobStore, S3ExportFiles } = await import('../blobs/s3/index.ts')
  const bucket = new S3Bucket(
    {
      endpoint: config.s3Endpoint,
      bucket: config.s3Bucket,
      region: config.s3Region,
      credentials: credentials(config),
      prefix: config.s3Prefix,
      forcePathStyle: (config.s3ForcePathStyle || (config.s3Endpoint === undefined ? 'off' : 'on')) === 'on',
      publicEndpoint: config.s3PublicEndpoint,
    },
    (error, what) => log.error({ err: error, bucket: config.s3Bucket }, `S3: ${what} failed`),
  )
  // An unavailable store affects files, not messages: it is logged, and startup continues.
  void bucket.check().catch(() => {})
  const staging = await StagingFolder.open(join(folder, 'incoming'), { flush: false })
  const links = { givesLinks: config.s3Redirect === 'on' }
  return {
    blobs: new S3BlobStore(bucket, staging, links),
    exports: new S3ExportFiles(bucket, links),
    isShared: true,
  }
}

function credentials({ s3AccessKeyId, s3SecretAccessKey }: Config) {
  if (s3AccessKeyId === undefined || s3SecretAccessKey === undefined) return undefined
  return { accessKeyId: s3AccessKeyId, secretAccessKey: s3SecretAccessKey }
}
