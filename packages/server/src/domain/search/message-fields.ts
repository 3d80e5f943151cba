import type { Body, Json } from '@ringpost/protocol/body'
import type { StoredSaid } from '../messages/message-codec.ts'

/** A text of a message that search looks at. `name`: where the reply has it. */
export interface Field {
  name: string
  text: string
  /** One of the application's attributes, rather than content. */
  isExt: boolean
}

/** Attributes of custom messages that are searched (search-streams-translation.md §1.1). */
const CUSTOM_KEYS = ['uid', 'nickname', 'giftName']

/** Returns what search looks at in a message; nothing for voice, commands and unknown content. */
export function fieldsOf({ content, ext, translations }: StoredSaid, extKeys: readonly string[]): Field[] {
  if (content === null || content.type === 'audio' || content.type === 'cmd') return []
  const fields = [
    ...contentTexts(content).map(([name, text]) => ({ name: `content.${name}`, text, isExt: false })),
    ...translations.map(({ code, text }) => ({ name: `translations.${code}`, text, isExt: false })),
    ...extKeys.map((key) => ({ name: `ext.${key}`, text: plain(ext[key]), isExt: true })),
  ]
  return fields.filter((field): field is Field => typeof field.text === 'string' && field.text !== '')
}

function contentTexts(content: Body): [name: string, text: unknown][] {
  switch (content.type) {
    case 'txt':
      if (content.subType !== 'sub_combine') return [['message', content.msg]]
      return [
        ['title', content.title],
        ['summary', content.summary],
      ]
    case 'loc':
      return [
        ['address', content.addr],
        ['building_name', content.buildingName],
      ]
    case 'custom':
      return CUSTOM_KEYS.map((key) => [`custom_exts.${key}`, plain(customExts(content)[key])])
    case 'img':
    case 'video':
    case 'file':
      return [['filename', content.filename]]
    default:
      return []
  }
}

/** The attributes of a custom message; clients may have written anything in their place. */
export function customExts({ customExts }: { customExts?: Json }): Json {
  return customExts ?? {}
}

function plain(value: unknown): string | undefined {
  return typeof value === 'string' || typeof value === 'number' ? String(value) : undefined
}
