import { ApiError, type Operation } from '@ringpost/contract'
import { SELECTING } from './request-target.ts'

/**
 * Refuses what claims to select where the operation cannot: a caller who asked for some must not get, or lose, others. All other
 * unknown parameters are passed over, because callers send many (client-quirks.md Q12).
 * @returns throws ApiError `request.parameter_unknown`.
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
