import sharp, { type Metadata } from 'sharp'
import type { ImageScaler, MadePicture } from '../domain/files/media.ts'
import type { Box } from '../domain/files/stored-file.ts'
import { Slots } from '../kernel/slots.ts'

/** Maximum number of pixels for formats that are decoded line by line. */
const PIXELS = 100_000_000
/** Maximum number of pixels if the decoder holds the whole image in memory, at up to 6 bytes each. */
const PIXELS_AT_ONCE = 36_000_000
const AT_ONCE = 2
const SECONDS = 10

// One thread per image, and no cache: thumbnails are many and made once. Only the decoders of formats that chats send may run,
// whatever an upload claims to be.
sharp.concurrency(1)
sharp.cache(false)
sharp.block({ operation: ['VipsForeignLoad'] })
sharp.unblock({
  operation: [
    'VipsForeignLoadJpegFile',
    'VipsForeignLoadPngFile',
    'VipsForeignLoadWebpFile',
    'VipsForeignLoadNsgifFile',
    'VipsForeignLoadTiffFile',
    'VipsForeignLoadHeifFile',
  ],
})

/** Makes thumbnails of images in threads of their own: JPEG, or PNG for images with transparency. */
export class ImageThumbnails implements ImageScaler {
  readonly #slots = new Slots(AT_ONCE)

  shrink(path: string, box: Box): Promise<MadePicture | undefined> {
    return this.#slots.run(async () => {
      try {
        return await shrink(path, box)
      } catch {
        // Not decodable, too large or too slow: a broken image does not fail the upload, it just has no thumbnail.
        return undefined
      }
    })
  }
}

async function shrink(path: string, box: Box): Promise<MadePicture | undefined> {
  const image = sharp(path, { limitInputPixels: PIXELS, failOn: 'error' })
  const metadata = await image.metadata()
  if (isHeldWhole(metadata) && metadata.width * metadata.height > PIXELS_AT_ONCE) return undefined
  const scaled = image
    .autoOrient()
    .resize({ ...box, fit: 'inside', withoutEnlargement: true })
    .timeout({ seconds: SECONDS })
  const { data, info } = await (metadata.hasAlpha ? scaled.png() : scaled.jpeg({ quality: 80 })).toBuffer({
    resolveWithObject: true,
  })
  return { type: `image/${info.format}`, bytes: data }
}

function isHeldWhole({ format, isProgressive }: Metadata): boolean {
  return isProgressive === true || (format !== 'jpeg' && format !== 'png')
}
