import { destination, type Logger, pino } from 'pino'
import pretty from 'pino-pretty'
import type { Config } from './config.ts'

/** Structured log. Requests are logged without headers and bodies, so no secret gets into it. */
export function createLogger(
  { logLevel, logFormat }: Pick<Config, 'logLevel' | 'logFormat'>,
  stream: 'stdout' | 'stderr' = 'stdout',
): Logger {
  const { isTTY, fd } = process[stream]
  const text = logFormat === 'text' || (logFormat === 'auto' && isTTY)
  const options = { level: logLevel, base: null, timestamp: pino.stdTimeFunctions.isoTime }
  return text
    ? pino(
        options,
        pretty({ ignore: 'pid,hostname', translateTime: 'HH:MM:ss.l', sync: true, destination: fd }),
      )
    : pino(options, destination(fd))
}
