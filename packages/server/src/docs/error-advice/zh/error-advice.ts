import type { ErrorCode } from '@ringpost/contract'
import type { Advice } from '../advice.ts'
import { channels } from './channels.ts'
import { messages } from './messages.ts'
import { past } from './past.ts'
import { people } from './people.ts'
import { service } from './service.ts'
import { testing } from './testing.ts'

/** Explains every error of the table in Chinese. Links are those of docs/zh/reference. */
export const chineseErrorAdvice: Readonly<Record<ErrorCode, Advice>> = {
  ...people,
  ...channels,
  ...messages,
  ...past,
  ...service,
  ...testing,
}
