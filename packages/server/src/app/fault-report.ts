import { ApiError } from '@ringpost/contract'
import type { Logger } from 'pino'

/**
 * Logs what fails in the background. That the database is away is not among it: every task that wants it fails then, again and
 * again, and the storage has said so once.
 */
export function faultReport(log: Logger, message: string): (error: unknown) => void {
  return (error) => {
    if (error instanceof ApiError && error.code === 'server.unavailable') return
    log.error({ err: error }, message)
  }
}
