import type { ErrorCode } from './error-table.ts'

/**
 * Schema annotation: the documented error for a field that violates its schema.
 * Keys are JSON Schema keywords (`required`, `type`, `minLength`, `maxItems` …); `else` covers the rest.
 */
export type Faults = Readonly<
  Partial<
    Record<
      'required' | 'type' | 'minLength' | 'maxLength' | 'minItems' | 'maxItems' | 'enum' | 'else',
      ErrorCode
    >
  >
>

/** Spread into TypeBox options: `Type.Array(Type.String(), { maxItems: 600, ...faults({ maxItems: 'send.to_too_many' }) })`. */
export function faults(codes: Faults): { faults: Faults } {
  return { faults: codes }
}
