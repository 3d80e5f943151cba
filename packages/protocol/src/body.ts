import { ContentType } from './numbers.ts'

export type Json = Readonly<Record<string, unknown>>
export interface PixelSize {
  width: number
  height: number
}
/** What all bodies with a file share: `url` is where the file is, `secret` its share-secret if it is restricted, `file_length` its bytes. */
export interface FileFields {
  url: string
  filename?: string
  secret?: string
  file_length?: number
}
export interface ThumbnailFields {
  thumb?: string
  thumb_secret?: string
}

export type TextBody = { type: 'txt'; msg: string; subType?: 'sub_stream' }
export type ImageBody = FileFields & ThumbnailFields & { type: 'img'; size?: PixelSize; subType?: 'sub_gif' }
/** `length` is seconds. */
export type AudioBody = FileFields & { type: 'audio'; length?: number }
/** `length` is seconds, `size` the thumbnail's. */
export type VideoBody = FileFields & ThumbnailFields & { type: 'video'; length?: number; size?: PixelSize }
export type FileBody = FileFields & { type: 'file' }
/** Degrees. */
export type LocationBody = { type: 'loc'; lat: number; lng: number; addr: string; buildingName?: string }
export type CommandBody = { type: 'cmd'; action: string; param?: Json }
/**
 * Decoded, the attributes are one map under both names: `customExts` as the published export sample has it, and
 * `v2:customExts` for readers that expect an array under the first. Encoding takes both; the first wins.
 */
export type CustomBody = { type: 'custom'; customEvent?: string; customExts?: Json; 'v2:customExts'?: Json }
/** Several messages in one, made by clients only: the file holds them, `msg` is what an old client shows. */
export type CombineBody = FileFields & {
  type: 'txt'
  subType: 'sub_combine'
  msg: string
  title: string
  summary: string
  combineLevel: number
}

/** What a message says, one form per type: `bodies[0]` in history exports and callbacks (rest-messages-users.md §6, column "Export"). */
export type Body =
  | TextBody
  | ImageBody
  | AudioBody
  | VideoBody
  | FileBody
  | LocationBody
  | CommandBody
  | CustomBody
  | CombineBody

/** Content.type of each (msync.md §6.2); of a text also where several messages are in it. Stored: history filters by them. */
export const contentNumbers: Readonly<Record<Body['type'], number>> = {
  txt: ContentType.TEXT,
  img: ContentType.IMAGE,
  video: ContentType.VIDEO,
  loc: ContentType.LOCATION,
  audio: ContentType.VOICE,
  file: ContentType.FILE,
  cmd: ContentType.COMMAND,
  custom: ContentType.CUSTOM,
}

/**
 * The form in which the SDKs read JSON messages (conversation lists, `last_message`): as Body, but `customExts` is an
 * array of single-key objects, which they iterate without asking (msync.md §10).
 */
export function sdkBody(body: Body): object {
  if (body.type !== 'custom') return body
  const { customExts = {}, 'v2:customExts': _, ...rest } = body
  return { ...rest, customExts: Object.entries(customExts).map(([key, value]) => ({ [key]: value })) }
}
