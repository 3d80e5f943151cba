import type { Body } from '@ringpost/protocol/body'
import { isJsonObject, parseJson } from '@ringpost/protocol/json'

/**
 * The text of a message that is checked: what it says, or what the application names for this purpose in the attribute
 * `moderation` of a custom message (moderation.md §3). Empty if nothing is.
 */
export function checkedText(content: Body | null | undefined): string {
  if (content?.type === 'txt') return content.msg
  return content?.type === 'custom' ? namedTexts(content.customExts?.moderation) : ''
}

/** @param given JSON text, or what it stands for: `{enable, contents: [{type: "text", data}]}`. */
function namedTexts(given: unknown): string {
  const { enable, contents } = objectOf(given)
  if (enable !== true || !Array.isArray(contents)) return ''
  return contents
    .map(objectOf)
    .flatMap(({ type, data }) => (type === 'text' && typeof data === 'string' ? [data] : []))
    .join('\n')
}

function objectOf(given: unknown): Readonly<Record<string, unknown>> {
  try {
    const value = typeof given === 'string' ? parseJson(given) : given
    return isJsonObject(value) ? value : {}
  } catch {
    return {}
  }
}
