import { ApiError } from '@ringpost/contract/errors'
import type { Body, FileFields, PixelSize } from '@ringpost/protocol/body'
import { ExactNumber, isJsonObject } from '@ringpost/protocol/json'

const CUSTOM_EVENT = /^[a-zA-Z0-9\-_/.]{1,32}$/
const CUSTOM_EXTS_LIMIT = 16

/**
 * Checks the body of a message in the form of any generation of callers (rest-messages-users.md §6).
 * @param type `text`, from 2013, means `txt`.
 * @param fileBase URL that a bare file UUID is appended to (§16 row 5), ending in `/`.
 * @throws ApiError `send.type_illegal`, `send.field_missing`, `send.field_illegal` naming the field.
 */
export function parseContent(type: string, body: Readonly<Record<string, unknown>>, fileBase: string): Body {
  const field = new Fields(body)
  switch (type) {
    case 'txt':
    case 'text':
      return { type: 'txt', msg: field.text('msg') }
    case 'img':
      return { type: 'img', ...attachment(field, fileBase), ...field.size(), ...field.number('imageType') }
    case 'audio':
      return { type: 'audio', ...attachment(field, fileBase), ...field.number('length', 'Length') }
    case 'video': {
      const thumb = field.optional('thumb')
      return {
        type: 'video',
        ...attachment(field, fileBase),
        ...field.number('length'),
        ...(thumb === undefined ? {} : { thumb: absolute(thumb, fileBase) }),
        ...named('thumb_secret', field.optional('thumb_secret')),
        ...field.size(),
      }
    }
    case 'file':
      return { type: 'file', ...attachment(field, fileBase) }
    case 'loc':
      return {
        type: 'loc',
        lat: field.degrees('lat', 90),
        lng: field.degrees('lng', 180),
        addr: field.text('addr'),
      }
    case 'cmd': {
      const param = body.param
      return { type: 'cmd', action: field.text('action'), ...(isJsonObject(param) ? { param } : {}) }
    }
    case 'custom':
      return {
        type: 'custom',
        ...named('customEvent', field.customEvent()),
        ...named('customExts', field.customExts()),
      }
    default:
      throw new ApiError('send.type_illegal')
  }
}

function attachment(field: Fields, fileBase: string): FileFields {
  return {
    url: absolute(field.text('url'), fileBase),
    ...named('filename', field.optional('filename')),
    ...named('secret', field.optional('secret')),
    ...field.number('file_length'),
  }
}

function absolute(url: string, fileBase: string): string {
  return /^[0-9a-f]{8}-[0-9a-f-]{27}$/i.test(url) ? fileBase + url : url
}

function named<K extends string, V>(name: K, value: V | undefined): { [key in K]?: V } {
  return (value === undefined ? {} : { [name]: value }) as { [key in K]?: V }
}

/** Whether `Number()` would convert a value that was not meant as a number. */
function isComposed(value: unknown): boolean {
  return typeof value === 'object' && !(value instanceof ExactNumber)
}

class Fields {
  readonly #body: Readonly<Record<string, unknown>>

  constructor(body: Readonly<Record<string, unknown>>) {
    this.#body = body
  }

  text(name: string): string {
    const value = this.#body[name]
    if (value === undefined || value === null) throw new ApiError('send.field_missing', { field: name })
    if (typeof value !== 'string') throw new ApiError('send.field_illegal', { field: name })
    return value
  }

  optional(name: string): string | undefined {
    const value = this.#body[name]
    return value === undefined || value === null ? undefined : this.text(name)
  }

  number<K extends string>(name: K, alias?: string): { [key in K]?: number } {
    const value = this.#body[name] ?? (alias === undefined ? undefined : this.#body[alias])
    if (value === undefined || value === null) return {}
    const number = Number(value)
    if (isComposed(value) || value === '' || !(number >= 0 && number <= 0x7fffffff)) {
      throw new ApiError('send.field_illegal', { field: name })
    }
    return { [name]: Math.floor(number) } as { [key in K]?: number }
  }

  size(): { size?: PixelSize } {
    const value = this.#body.size
    if (value === undefined || value === null) return {}
    if (!isJsonObject(value)) throw new ApiError('send.field_illegal', { field: 'size' })
    return { size: { width: pixels(value.width), height: pixels(value.height) } }
  }

  /** Decimal text or number (§16 row 36). */
  degrees(name: string, limit: number): number {
    const value = this.#body[name]
    if (value === undefined || value === null || value === '')
      throw new ApiError('send.field_missing', { field: name })
    const number = Number(value)
    if (isComposed(value) || !(Math.abs(number) <= limit))
      throw new ApiError('send.field_illegal', { field: name })
    return number
  }

  customEvent(): string | undefined {
    const event = this.optional('customEvent')
    if (event !== undefined && !CUSTOM_EVENT.test(event))
      throw new ApiError('send.field_illegal', { field: 'customEvent' })
    return event
  }

  /**
   * A map, or the array of single-key objects that older callers send, under either name or both (the vendor's own
   * callbacks use both): the wire has a single list (msync.md §6.2).
   */
  customExts(): Record<string, unknown> | undefined {
    const { customExts, 'v2:customExts': second } = this.#body
    const maps = [second, customExts].filter((each) => each !== undefined && each !== null).map(asMap)
    if (maps.length === 0) return undefined
    const merged = Object.fromEntries(maps.flatMap(Object.entries))
    if (Object.keys(merged).length > CUSTOM_EXTS_LIMIT) throw illegalExts()
    return merged
  }
}

/** @throws ApiError `send.field_illegal`. */
function pixels(value: unknown): number {
  const number = Number(value)
  // JavaScript reads 1e400 as Infinity, which history would store as null.
  if (isComposed(value) || !(number >= 0 && number <= Number.MAX_SAFE_INTEGER))
    throw new ApiError('send.field_illegal', { field: 'size' })
  return number
}

/** @throws ApiError `send.field_illegal`. */
function asMap(value: unknown): Record<string, unknown> {
  if (isJsonObject(value)) return value
  if (Array.isArray(value) && value.every(isJsonObject))
    return Object.fromEntries(value.flatMap(Object.entries))
  throw illegalExts()
}

function illegalExts(): ApiError {
  return new ApiError('send.field_illegal', { field: 'customExts' })
}

/** Size in bytes of body and attributes, for the size limit. */
export function saidBytes(content: Body | undefined, ext: object | undefined): number {
  return jsonBytes(content) + jsonBytes(ext)
}

function jsonBytes(part: object | undefined): number {
  return part === undefined ? 0 : Buffer.byteLength(JSON.stringify(part))
}
