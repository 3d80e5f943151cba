import { ContentType } from './numbers.ts'

export * from './stream-state.ts'

export type Json = Readonly<Record<string, unknown>>
export interface PixelSize {
  width: number
  height: number
}
/** Fields of bodies with a file: `url` locates it, `secret` is its share-secret if restricted, `file_length` its bytes. */
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
/** `imageType`, of SDK 5: 1 the original picture, 2 a smaller one was uploaded (sdk5.md §4). */
export type ImageBody = FileFields &
  ThumbnailFields & { type: 'img'; size?: PixelSize; subType?: 'sub_gif'; imageType?: number }
/** `length` is in seconds. */
export type AudioBody = FileFields & { type: 'audio'; length?: number }
/** `length` is in seconds, `size` is that of the thumbnail. */
export type VideoBody = FileFields & ThumbnailFields & { type: 'video'; length?: number; size?: PixelSize }
export type FileBody = FileFields & { type: 'file' }
/** In degrees. */
export type LocationBody = { type: 'loc'; lat: number; lng: number; addr: string; buildingName?: string }
export type CommandBody = { type: 'cmd'; action: string; param?: Json }
/**
 * When decoded, the attributes are one map under both names: `customExts` as in the published export sample, and
 * `v2:customExts` for readers that expect an array under the first name. Encoding accepts both; the first wins.
 */
export type CustomBody = { type: 'custom'; customEvent?: string; customExts?: Json; 'v2:customExts'?: Json }
/** Several messages combined into one, only by clients: the file holds them, `msg` is the text that old clients show. */
export type CombineBody = FileFields & {
  type: 'txt'
  subType: 'sub_combine'
  msg: string
  title: string
  summary: string
  combineLevel: number
}

/** The content of a message, one form per type: `bodies[0]` in exports and callbacks (rest-messages-users.md §6, "Export"). */
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

/** Content.type of each body (msync.md §6.2); combined messages count as text. Stored, because history filters by it. */
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
 * array of single-key objects, which they iterate without checking (msync.md §10).
 */
export function sdkBody(body: Body): object {
  if (body.type !== 'custom') return body
  const { customExts = {}, 'v2:customExts': _, ...rest } = body
  return { ...rest, customExts: Object.entries(customExts).map(([key, value]) => ({ [key]: value })) }
}

/** The form in which callbacks print a body: as in history files, but with both forms of `customExts` (webhooks.md §5.1). */
export function callbackBody(body: Body): object {
  if (body.type !== 'custom') return body
  return { ...sdkBody(body), 'v2:customExts': body.customExts ?? {} }
}
