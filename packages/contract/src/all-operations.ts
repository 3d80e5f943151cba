import type { Operation } from './operation.ts'
import * as messages from './operations/messages.ts'
import * as service from './operations/service.ts'
import * as tokens from './operations/tokens.ts'
import * as users from './operations/users.ts'

/** Every declared operation, area by area. */
export const allOperations: readonly Operation[] = [service, tokens, users, messages].flatMap((area) =>
  Object.values(area as Record<string, unknown>).filter(isOperation),
)

/** Areas export schemas beside their operations. */
function isOperation(value: unknown): value is Operation {
  return typeof value === 'object' && value !== null && 'id' in value && 'method' in value
}
