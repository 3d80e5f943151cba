import { join } from 'node:path'
import type { Logger } from 'pino'
import { DiskBlobStore } from '../blobs/disk/disk-blob-store.ts'
import { FileSweeper } from '../domain/files/file-sweeper.ts'
import { Files } from '../domain/files/files.ts'
import { VideoFrames } from '../domain/files/video-frames.ts'
import type { Stores } from '../domain/stores.ts'
import { FfmpegFrames } from '../media/ffmpeg-frames.ts'
import { ImageThumbnails } from '../media/image-thumbnails.ts'
import type { Config } from './config.ts'

/** Opens the blobs in the data folder, which nobody else uses then, and removes what a crash left half done. */
export async function openFiles(
  config: Pick<Config, 'data' | 'ffmpeg'>,
  { files: store }: Stores,
  log: Logger,
): Promise<{ files: Files; fileSweeper: FileSweeper }> {
  const blobs = await DiskBlobStore.open(join(config.data, 'blobs'))
  const frames = new VideoFrames(store, blobs, new FfmpegFrames(config.ffmpeg))
  const fileSweeper = new FileSweeper(store, blobs, (error) =>
    log.error({ err: error }, 'expired files not removed, trying again'),
  )
  await fileSweeper.recover()
  return { files: new Files({ store, blobs, images: new ImageThumbnails(), frames }), fileSweeper }
}
