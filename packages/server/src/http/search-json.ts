import type { Body, FileFields, PixelSize } from '@ringpost/protocol/body'
import { kindOf } from '../domain/log/log-key.ts'
import { chatTypeOf } from '../domain/messages/chat-type.ts'
import { customExts } from '../domain/search/message-fields.ts'
import type { FoundMessage } from '../domain/search/searches.ts'
import type { App } from '../domain/tenancy/app.ts'

const contentTypes = {
  txt: 'text',
  img: 'image',
  video: 'video',
  file: 'file',
  loc: 'location',
  custom: 'custom',
  audio: 'voice',
  cmd: 'command',
} as const

/** A message in the form of search results (search-streams-translation.md §1.2). */
export function foundJson(
  app: App,
  { entry, said, score, highlights }: FoundMessage,
  { ranks }: { ranks: boolean },
) {
  const { id, log, time, sender, receiver } = entry
  const { content, ext, translations } = said
  return {
    messageId: String(id),
    appKey: app.key,
    conversationType: chatTypeOf(kindOf(log)),
    contentType: contentTypes[content.type],
    sentTime: time,
    senderId: sender,
    receiverId: receiver,
    content: contentJson(content),
    ...(Object.keys(ext).length > 0 && { ext: { ...ext } }),
    ...(translations.length > 0 && { translations: translations.map(({ code, text }) => ({ code, text })) }),
    ...(highlights && { highlight: highlights }),
    ...(ranks && { relevanceScore: Math.round(score * 10_000) / 10_000 }),
  }
}

/** Documents and SDK 5 name most fields differently: both get theirs. */
function contentJson(content: Body): Record<string, unknown> {
  switch (content.type) {
    case 'txt':
      if (content.subType !== 'sub_combine') return { message: content.msg }
      return defined({
        subtype: 'sub_combine',
        title: content.title,
        summary: content.summary,
        combine_level: content.combineLevel,
        combineLevel: content.combineLevel,
        msg: content.msg,
        ...fileJson(content),
      })
    case 'img':
      return defined({ ...fileJson(content), ...sizeJson(content.size), ...thumbnailJson(content) })
    case 'video':
      return defined({
        ...fileJson(content),
        ...sizeJson(content.size),
        ...thumbnailJson(content),
        duration: content.length,
        length: content.length,
      })
    case 'loc':
      return defined({
        address: content.addr,
        addr: content.addr,
        building_name: content.buildingName,
        buildingName: content.buildingName,
        coordinates: `${content.lat},${content.lng}`,
        lat: content.lat,
        lng: content.lng,
      })
    case 'custom':
      return defined({
        custom_event: content.customEvent,
        customEvent: content.customEvent,
        custom_exts: customExts(content),
        customExts: customExts(content),
      })
    case 'file':
    case 'audio':
      return defined(fileJson(content))
    case 'cmd':
      return { action: content.action }
  }
}

/** `size` is a number, in which SDK 5 finds no width, and so reads the one beside it. */
function fileJson({ url, filename, secret, file_length }: FileFields) {
  return { url, remotePath: url, filename, displayName: filename, secret, size: file_length, file_length }
}

function sizeJson(size: PixelSize | undefined) {
  return size === undefined ? {} : { dimensions: { ...size }, width: size.width, height: size.height }
}

function thumbnailJson({
  thumb,
  thumb_secret,
  filename,
}: {
  thumb?: string
  thumb_secret?: string
  filename?: string
}) {
  return thumb === undefined ? {} : { thumb, thumb_secret, thumb_filename: filename }
}

function defined(fields: Record<string, unknown>): Record<string, unknown> {
  return Object.fromEntries(Object.entries(fields).filter(([, value]) => value !== undefined))
}
