import type { ErrorCode } from '@ringpost/contract'
import type { Advice } from './advice.ts'
import { channels } from './channels.ts'
import { messages } from './messages.ts'
import { past } from './past.ts'
import { people } from './people.ts'
import { service } from './service.ts'
import { testing } from './testing.ts'

/** Explains every error of the table. */
export const errorAdvice: Readonly<Record<ErrorCode, Advice>> = {
  ...people,
  ...channels,
  ...messages,
  ...past,
  ...service,
  ...testing,
}
