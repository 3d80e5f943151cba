import { ApiError } from '@ringpost/contract'
import type { Logger } from 'pino'

/**
 * Logs failures of background tasks, except those caused by a database that is away or overloaded: every task that needs it then
 * fails again and again, the storage has logged an outage once, and refused requests show an overload.
 */
export function faultReport(log: Logger, message: string): (error: unknown) => void {
  return (error) => {
    if (error instanceof ApiError && (error.code === 'server.unavailable' || error.code === 'server.busy'))
      return
    log.error({ err: error }, message)
  }
}
