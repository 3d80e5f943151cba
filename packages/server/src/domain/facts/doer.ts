import type { Actor } from '../actor.ts'

/** Who really did something, whatever name it is shown under: `system` is the server itself. */
export type Doer = Actor | { kind: 'system' }
