import type { ErrorCode } from '@ringpost/contract'

/** Why an error occurs, and what the caller or operator does about it. */
export type Advice = `${string} → ${string}`

/** Explains some errors; `error-advice.ts` makes sure that none is missing, in English and in `zh/`. */
export type SomeAdvice = { readonly [code in ErrorCode]?: Advice }
