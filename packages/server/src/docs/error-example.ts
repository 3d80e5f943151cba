import { type ErrorCode, errorTable } from '@ringpost/contract'
import { sampleOf } from './sample.ts'

/** The response body of an error; `{…}` in its text is filled from the request. */
export function errorExample(code: ErrorCode): Record<string, unknown> {
  const { error, exception, description, number } = errorTable[code]
  return {
    error,
    exception,
    timestamp: sampleOf('timestamp'),
    duration: 1,
    error_description: description,
    ...(number === undefined ? {} : { error_code: number }),
  }
}
