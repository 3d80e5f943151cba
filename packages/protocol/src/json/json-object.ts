import { ExactNumber } from './exact-number.ts'

/** Whether a JSON value is an object: not a list, null or an ExactNumber. */
export function isJsonObject(value: unknown): value is Record<string, unknown> {
  return (
    typeof value === 'object' && value !== null && !Array.isArray(value) && !(value instanceof ExactNumber)
  )
}
