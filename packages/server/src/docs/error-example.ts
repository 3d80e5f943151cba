import { type ErrorCode, errorTable } from '@ringpost/contract'
import { sampleOf } from './sample.ts'

/** The response body of an error; `{…}` in its text is filled from the request. */
export function errorExample(code: ErrorCode): Record<string, unknown> {
  const { error, exception, description, number, code: ownCode, isNested } = errorTable[code]
  if (isNested) return { error: { code: ownCode, message: description } }
  return {
    error,
    exception,
    timestamp: sampleOf('timestamp'),
    duration: 1,
    error_description: description,
    ...(ownCode === undefined ? {} : { code: ownCode }),
    ...(number === undefined ? {} : { error_code: number }),
  }
}
