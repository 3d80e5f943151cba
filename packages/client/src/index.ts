export type { Credentials } from './app-token.ts'
export { CallError } from './call-error.ts'
export { Client, type ClientOptions, type Input, type Reply } from './client.ts'
export type { Operations } from './operations.ts'
