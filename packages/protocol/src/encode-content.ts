import type { Body, CombineBody, FileFields, TextBody, ThumbnailFields } from './body.ts'
import { encodeKeyValues } from './key-value.ts'
import type { ContentFields } from './msync.generated.js'
import { ContentSubType, ContentType } from './numbers.ts'

/** `body` must have the fields that its type requires. */
export function encodeContent(body: Body): ContentFields {
  switch (body.type) {
    case 'txt':
      return body.subType === 'sub_combine' ? encodeCombine(body) : encodeText(body)
    case 'img':
      return {
        type: ContentType.IMAGE,
        ...encodeFile(body),
        ...encodeThumbnail(body),
        size: body.size,
        // Absent except for a GIF: an explicit default would be a different message (trap 6).
        subType: body.subType === 'sub_gif' ? ContentSubType.GIF : null,
        imageType: body.imageType,
      }
    case 'video':
      return {
        type: ContentType.VIDEO,
        ...encodeFile(body),
        ...encodeThumbnail(body),
        duration: body.length,
        thumbnailSize: body.size,
      }
    case 'loc':
      return {
        type: ContentType.LOCATION,
        latitude: body.lat,
        longitude: body.lng,
        address: body.addr,
        buildingName: body.buildingName,
      }
    case 'audio':
      return { type: ContentType.VOICE, ...encodeFile(body), duration: body.length }
    case 'file':
      return { type: ContentType.FILE, ...encodeFile(body) }
    case 'cmd':
      return { type: ContentType.COMMAND, action: body.action, params: encodeKeyValues(body.param ?? {}) }
    case 'custom':
      return {
        type: ContentType.CUSTOM,
        customEvent: body.customEvent,
        customExts: encodeKeyValues({ ...body['v2:customExts'], ...body.customExts }),
      }
  }
}

function encodeText(body: TextBody): ContentFields {
  const subType = body.subType === 'sub_stream' ? ContentSubType.STREAM : null
  return { type: ContentType.TEXT, text: body.msg, subType }
}

function encodeCombine(body: CombineBody): ContentFields {
  return {
    type: ContentType.TEXT,
    subType: ContentSubType.COMBINE,
    ...encodeFile(body),
    text: body.msg,
    title: body.title,
    summary: body.summary,
    combineLevel: body.combineLevel,
  }
}

function encodeFile(body: FileFields): ContentFields {
  return {
    displayName: body.filename,
    remotePath: body.url,
    secretKey: body.secret,
    fileLength: body.file_length,
  }
}

function encodeThumbnail(body: ThumbnailFields): ContentFields {
  return { thumbnailRemotePath: body.thumb, thumbnailSecretKey: body.thumb_secret }
}
