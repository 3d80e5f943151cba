import { ApiError } from '@ringpost/contract'
import type { Logger } from 'pino'

/**
 * Logs failures of background tasks, except those caused by a database that is away: every task that needs it then fails again
 * and again, and the storage has logged the outage once.
 */
export function faultReport(log: Logger, message: string): (error: unknown) => void {
  return (error) => {
    if (error instanceof ApiError && error.code === 'server.unavailable') return
    log.error({ err: error }, message)
  }
}
