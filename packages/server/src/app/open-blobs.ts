import { join } from 'node:path'
import type { Logger } from 'pino'
import { DiskBlobStore } from '../blobs/disk/disk-blob-store.ts'
import { DiskClientLogs } from '../blobs/disk/disk-client-logs.ts'
import { DiskExportFiles } from '../blobs/disk/disk-export-files.ts'
import { MemoryBlobStore } from '../blobs/memory/memory-blob-store.ts'
import { MemoryExportFiles } from '../blobs/memory/memory-export-files.ts'
import { Room } from '../blobs/memory/room.ts'
import { UnkeptClientLogs } from '../blobs/memory/unkept-client-logs.ts'
import { StagingFolder } from '../blobs/staging-folder.ts'
import type { ClientLogFiles } from '../domain/client-logs/client-log-files.ts'
import type { BlobStore } from '../domain/files/blob-store.ts'
import type { ExportFiles } from '../domain/history/export-files.ts'
import type { Config } from './config.ts'

/** Limit on uploaded files and history files in memory together, in bytes. */
const IN_MEMORY = 512 * 1024 * 1024

/** The stores for bytes. */
export interface OpenedBlobs {
  blobs: BlobStore
  exports: ExportFiles
  clientLogs: ClientLogFiles
  /** Whether other nodes use the same stores. */
  isShared: boolean
}

/** Opens the folders in the data folder, for this process alone; or the bucket that the configuration names; or memory. */
export async function openBlobs(config: Config, log: Logger): Promise<OpenedBlobs> {
  if (config.storage === 'memory') {
    const room = new Room(IN_MEMORY)
    return {
      blobs: new MemoryBlobStore(room),
      exports: new MemoryExportFiles(room),
      clientLogs: new UnkeptClientLogs(),
      isShared: false,
    }
  }
  const folder = join(config.data, 'blobs')
  const clientLogs = new DiskClientLogs(join(config.data, 'client-logs'))
  if (config.s3Bucket === undefined) {
    return {
      blobs: await DiskBlobStore.open(folder),
      exports: new DiskExportFiles(join(config.data, 'exports')),
      clientLogs,
      isShared: false,
    }
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
    clientLogs,
    isShared: true,
  }
}

function credentials({ s3AccessKeyId, s3SecretAccessKey }: Config) {
  if (s3AccessKeyId === undefined || s3SecretAccessKey === undefined) return undefined
  return { accessKeyId: s3AccessKeyId, secretAccessKey: s3SecretAccessKey }
}
