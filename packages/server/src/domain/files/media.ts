import type { Box } from './stored-file.ts'

/** A picture as made, not yet kept. */
export interface MadePicture {
  type: string
  bytes: Uint8Array
}

export interface ImageScaler {
  /**
   * Scales the image in a local file to fit the box, upright, without enlarging it.
   * @returns undefined when it is no image that can be scaled within the limits of time and memory.
   */
  shrink(path: string, box: Box): Promise<MadePicture | undefined>
}

export interface FrameGrabber {
  /**
   * The first frame of the video in a local file, scaled to fit the box.
   * @param type media type as sniffed.
   * @returns `unsupported` when this server cannot do it, undefined when the file has no frame to show.
   */
  grab(path: string, type: string, box: Box): Promise<MadePicture | 'unsupported' | undefined>
}
