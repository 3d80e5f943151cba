import { ApiError, type Operation } from '@ringpost/contract'
import { SELECTING } from './request-target.ts'

/** Parameters that say how many are meant, and from where on. */
const PAGING: readonly string[] = ['limit', 'cursor']

/**
 * Refuses what claims to select where the operation cannot, and what would if it were written as declared (`Limit`): a caller who
 * asked for some must not get, or lose, others. All other unknown parameters are passed over, because callers send many
 * (client-quirks.md Q12).
 * @returns throws ApiError `request.parameter_unknown`.
 */
export function selectionGuard({
  query: schema,
}: Operation): (query: Readonly<Record<string, string>>) => void {
  const declared = new Set(Object.keys((schema as { properties?: object } | undefined)?.properties ?? {}))
  const selects = (name: string) => SELECTING.includes(name) || (PAGING.includes(name) && declared.has(name))
  return (query) => {
    for (const name in query) {
      if (!declared.has(name) && selects(name.toLowerCase()) && query[name] !== '')
        throw new ApiError('request.parameter_unknown', { name })
    }
  }
}
