// All that rules know of the contract: to be had without the operations and their schemas, which take a while to load.
export { ApiError } from './api-error.ts'
export type { ErrorFact } from './error-fact.ts'
export { type ErrorCode, errorTable } from './error-table.ts'
