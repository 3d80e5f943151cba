// The part of the contract that rules need, without the operations and their schemas, which are slow to load.
export { ApiError } from './api-error.ts'
export type { ErrorFact } from './error-fact.ts'
export { type ErrorCode, errorTable } from './error-table.ts'
