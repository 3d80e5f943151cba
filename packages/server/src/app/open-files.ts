import type { Logger } from 'pino'
import type { Leases } from '../domain/cluster/leases.ts'
import { FileSweeper } from '../domain/files/file-sweeper.ts'
import { Files } from '../domain/files/files.ts'
import { PartUploads } from '../domain/files/part-uploads.ts'
import { VideoFrames } from '../domain/files/video-frames.ts'
import type { Journal } from '../domain/log/journal.ts'
import type { Stores } from '../domain/stores.ts'
import type { Clock } from '../kernel/clock.ts'
import { FfmpegFrames } from '../media/ffmpeg-frames.ts'
import { hasSharp, ImageThumbnails } from '../media/image-thumbnails.ts'
import type { Config } from './config.ts'
import { faultReport } from './fault-report.ts'
import type { OpenedBlobs } from './open-blobs.ts'

/**
 * Wires the handling of uploaded files.
 * @param isAlone there is no other node: leftovers of a crash are removed at once instead of after their time.
 */
export async function openFiles(
  config: Pick<Config, 'ffmpeg'>,
  { files: store, fileParts }: Stores,
  journal: Journal,
  { blobs, isShared }: OpenedBlobs,
  { leases, isAlone, clock, log }: { leases: Leases; isAlone: boolean; clock: Clock; log: Logger },
): Promise<{ files: Files; partUploads: PartUploads; fileSweeper: FileSweeper }> {
  const frames = new VideoFrames(store, blobs, new FfmpegFrames(config.ffmpeg))
  const images = hasSharp()
    ? new ImageThumbnails((error) =>
        log.warn({ err: error }, 'sharp cannot be loaded: images have no thumbnails'),
      )
    : { shrink: async () => undefined }
  if (!hasSharp()) log.warn('sharp is not installed: images have no thumbnails')
  const files = new Files({ store, journal, blobs, images, frames, clock })
  const partUploads = new PartUploads({ store: fileParts, blobs, files, clock })
  const fileSweeper = new FileSweeper(
    { store, journal, blobs, leases, clock, uploads: partUploads },
    faultReport(log, 'expired files not removed, retrying'),
  )
  // An unfinished upload may belong to another node: dead ones are swept when their time is over.
  if (isAlone && !isShared) await fileSweeper.recover()
  return { files, partUploads, fileSweeper }
}
