import type { ErrorCode, Operation } from '@ringpost/contract'

/** Errors that an operation documents, in its list and in its schema, besides those that any operation can answer. */
export function documentedErrors({ errors = [], body, bodyFault }: Operation): ErrorCode[] {
  const inSchema: ErrorCode[] = []
  JSON.stringify(body ?? {}, (key, value) => {
    if (key === 'faults') inSchema.push(...Object.values<ErrorCode>(value))
    return value
  })
  return [...new Set([...errors, ...inSchema, ...(bodyFault === undefined ? [] : [bodyFault])])]
}
