import { ExactNumber } from './exact-number.ts'

/** Whether a value of JSON is an object: no list, no null, no number in its digits. */
export function isJsonObject(value: unknown): value is Record<string, unknown> {
  return (
    typeof value === 'object' && value !== null && !Array.isArray(value) && !(value instanceof ExactNumber)
  )
}
