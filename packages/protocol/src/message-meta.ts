import { isJsonObject } from './json/json-object.ts'
import { parseJson } from './json/parse-json.ts'

/** Clients may write anything there: values other than an object are ignored. */
export function metaOf(text: string | null): Record<string, unknown> {
  try {
    const meta: unknown = parseJson(text ?? '{}')
    return isJsonObject(meta) ? meta : {}
  } catch {
    return {}
  }
}
