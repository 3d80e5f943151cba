import type { Body, CombineBody, CustomBody, FileFields, PixelSize, ThumbnailFields } from './body.ts'
import { decodeKeyValues } from './key-value.ts'
import type { Content, Size } from './msync.generated.js'
import { ContentSubType, ContentType } from './numbers.ts'

/** The JSON form; null for the empty Content of receipts and for types that this version does not know. */
export function decodeContent(content: Content): Body | null {
  switch (content.type ?? (content.text === null ? null : ContentType.TEXT)) {
    case ContentType.TEXT:
      if (content.subType === ContentSubType.COMBINE) return decodeCombine(content)
      return {
        type: 'txt',
        msg: content.text ?? '',
        ...(content.subType === ContentSubType.STREAM && { subType: 'sub_stream' }),
      }
    case ContentType.COMBINE:
      return decodeCombine(content)
    case ContentType.IMAGE:
      return {
        type: 'img',
        ...decodeFile(content),
        ...decodeThumbnail(content),
        ...decodeSize(content.size),
        ...(content.subType === ContentSubType.GIF && { subType: 'sub_gif' }),
        ...(content.imageType !== null && { imageType: content.imageType }),
      }
    case ContentType.VIDEO:
      return {
        type: 'video',
        ...decodeFile(content),
        ...decodeThumbnail(content),
        ...decodeSize(content.thumbnailSize ?? content.size),
        ...decodeDuration(content),
      }
    case ContentType.LOCATION:
      return {
        type: 'loc',
        lat: content.latitude ?? 0,
        lng: content.longitude ?? 0,
        addr: content.address ?? '',
        ...(content.buildingName && { buildingName: content.buildingName }),
      }
    case ContentType.VOICE:
      return { type: 'audio', ...decodeFile(content), ...decodeDuration(content) }
    case ContentType.FILE:
      return { type: 'file', ...decodeFile(content) }
    case ContentType.COMMAND:
      return {
        type: 'cmd',
        action: content.action ?? '',
        ...(content.params.length > 0 && { param: decodeKeyValues(content.params) }),
      }
    case ContentType.CUSTOM:
      return decodeCustom(content)
    default:
      return null
  }
}

function decodeCombine(content: Content): CombineBody {
  return {
    type: 'txt',
    subType: 'sub_combine',
    msg: content.text ?? '',
    title: content.title ?? '',
    summary: content.summary ?? '',
    combineLevel: content.combineLevel ?? 0,
    ...decodeFile(content),
  }
}

function decodeCustom(content: Content): CustomBody {
  const exts = decodeKeyValues(content.customExts)
  return { type: 'custom', customEvent: content.customEvent ?? '', customExts: exts, 'v2:customExts': exts }
}

// Empty text counts as absent in optional fields: the web SDK writes "" for missing values.
function decodeFile(content: Content): FileFields {
  return {
    url: content.remotePath ?? '',
    ...(content.displayName && { filename: content.displayName }),
    ...(content.secretKey && { secret: content.secretKey }),
    ...(content.fileLength !== null && { file_length: content.fileLength }),
  }
}

function decodeThumbnail(content: Content): ThumbnailFields {
  return {
    ...(content.thumbnailRemotePath && { thumb: content.thumbnailRemotePath }),
    ...(content.thumbnailSecretKey && { thumb_secret: content.thumbnailSecretKey }),
  }
}

function decodeSize(size: Size | null): { size?: PixelSize } {
  return size ? { size: { width: pixels(size.width), height: pixels(size.height) } } : {}
}

/** Programs that measure before the picture is there send NaN, for which JSON would have null. */
function pixels(value: number | null): number {
  return value !== null && Number.isFinite(value) ? value : 0
}

function decodeDuration(content: Content): { length?: number } {
  return content.duration === null ? {} : { length: content.duration }
}
