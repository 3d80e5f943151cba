import type { Metadata, Sharp, SharpConstructor } from 'sharp'
import type { ByteSource } from '../domain/files/blob-store.ts'
import type { ImageScaler, MadePicture } from '../domain/files/media.ts'
import type { Box } from '../domain/files/stored-file.ts'
import { Slots } from '../kernel/slots.ts'

/** Maximum number of pixels for formats that are decoded line by line. */
const PIXELS = 100_000_000
/** Maximum number of pixels if the decoder holds the whole image in memory, at up to 6 bytes each. */
const PIXELS_AT_ONCE = 36_000_000
const AT_ONCE = 2
const SECONDS = 10

const FORMATS = ['Jpeg', 'Png', 'Webp', 'Nsgif', 'Tiff', 'Heif']

/** Whether sharp is installed: it comes with compiled libraries, so packages have it as an optional dependency. */
export function hasSharp(): boolean {
  try {
    import.meta.resolve('sharp')
    return true
  } catch {
    return false
  }
}

/**
 * Makes thumbnails of images in threads of their own: JPEG, or PNG for images with transparency. Makes none if sharp is not
 * installed, or cannot be loaded on this machine.
 */
export class ImageThumbnails implements ImageScaler {
  readonly #slots = new Slots(AT_ONCE)
  readonly #onUnusable: (error: unknown) => void
  #sharp: Promise<SharpConstructor | undefined> | undefined

  /** @param onUnusable called when an image has arrived and sharp cannot be loaded. */
  constructor(onUnusable: (error: unknown) => void) {
    this.#onUnusable = onUnusable
  }

  async shrink(source: ByteSource, box: Box): Promise<MadePicture | undefined> {
    this.#sharp ??= loadSharp().catch((error: unknown) => {
      this.#onUnusable(error)
      return undefined
    })
    const sharp = await this.#sharp
    if (sharp === undefined) return undefined
    return this.#slots.run(async () => {
      try {
        return await shrink(sharp(source, { limitInputPixels: PIXELS, failOn: 'error' }), box)
      } catch {
        // Not decodable, too large or too slow: a broken image does not fail the upload, it just has no thumbnail.
        return undefined
      }
    })
  }
}

/** Loaded with the first image, because it takes 80 ms and 27 MB. */
async function loadSharp(): Promise<SharpConstructor> {
  const { default: sharp } = await import('sharp')
  // One thread per image, and no cache: thumbnails are many and made once. Only the decoders of formats that chats send may run,
  // whatever an upload claims to be.
  sharp.concurrency(1)
  sharp.cache(false)
  sharp.block({ operation: ['VipsForeignLoad'] })
  sharp.unblock({
    operation: FORMATS.flatMap((format) => [
      `VipsForeignLoad${format}File`,
      `VipsForeignLoad${format}Buffer`,
    ]),
  })
  return sharp
}

async function shrink(image: Sharp, box: Box): Promise<MadePicture | undefined> {
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
