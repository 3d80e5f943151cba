import type { ByteSource } from './blob-store.ts'
import type { Box } from './stored-file.ts'

/** A generated picture that is not stored yet. */
export interface MadePicture {
  type: string
  bytes: Uint8Array
}

export interface ImageScaler {
  /**
   * Scales an image to fit the box, upright, without enlarging it.
   * @returns undefined if it is not an image, or cannot be scaled within the limits of time and memory.
   */
  shrink(source: ByteSource, box: Box): Promise<MadePicture | undefined>
}

export interface FrameGrabber {
  /**
   * Extracts the first frame of a video, scaled to fit the box.
   * @param type media type as detected.
   * @returns `unsupported` if this server cannot extract frames; undefined if it has no frame to show.
   */
  grab(source: ByteSource, type: string, box: Box): Promise<MadePicture | 'unsupported' | undefined>
}
