import type { Box } from './stored-file.ts'

/** A generated picture that is not stored yet. */
export interface MadePicture {
  type: string
  bytes: Uint8Array
}

export interface ImageScaler {
  /**
   * Scales the image in a local file to fit the box, upright, without enlarging it.
   * @returns undefined if the file is not an image, or cannot be scaled within the limits of time and memory.
   */
  shrink(path: string, box: Box): Promise<MadePicture | undefined>
}

export interface FrameGrabber {
  /**
   * Extracts the first frame of the video in a local file, scaled to fit the box.
   * @param type media type as detected.
   * @returns `unsupported` if this server cannot extract frames; undefined if the file has no frame to show.
   */
  grab(path: string, type: string, box: Box): Promise<MadePicture | 'unsupported' | undefined>
}
