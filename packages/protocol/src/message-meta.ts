import { isJsonObject } from './json/json-object.ts'
import { parseJson } from './json/parse-json.ts'

/** What a client writes there is its own affair: anything but an object counts as nothing. */
export function metaOf(text: string | null): Record<string, unknown> {
  try {
    const meta: unknown = parseJson(text ?? '{}')
    return isJsonObject(meta) ? meta : {}
  } catch {
    return {}
  }
}
