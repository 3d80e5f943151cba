import { ApiError, type Operation } from '@ringpost/contract'
import { SELECTING } from './request-target.ts'

/**
 * Refuses selecting parameters that the operation does not support: a caller who asked for a subset must not get, or delete,
 * anything else. Other unknown parameters are ignored, because callers send many (client-quirks.md Q12).
 * @returns a function that throws ApiError `request.parameter_unknown`.
 */
export function selectionGuard({
  query: schema,
}: Operation): (query: Readonly<Record<string, string>>) => void {
  const declared = new Set(Object.keys((schema as { properties?: object } | undefined)?.properties ?? {}))
  return (query) => {
    for (const name in query) {
      if (!declared.has(name) && SELECTING.includes(name.toLowerCase()) && query[name] !== '')
        throw new ApiError('request.parameter_unknown', { name })
    }
  }
}
