import type { Actor } from '../actor.ts'

/** Who really did something, in whose name ever people are told of it: `system` is the server on its own account. */
export type Doer = Actor | { kind: 'system' }
