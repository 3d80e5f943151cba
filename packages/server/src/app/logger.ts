import { type Logger, pino } from 'pino'
import pretty from 'pino-pretty'
import type { Config } from './config.ts'

/** Structured log on standard output. Requests are logged without headers and bodies, so no secret gets into it. */
export function createLogger({ logLevel, logFormat }: Pick<Config, 'logLevel' | 'logFormat'>): Logger {
  const text = logFormat === 'text' || (logFormat === 'auto' && process.stdout.isTTY)
  const options = { level: logLevel, base: null, timestamp: pino.stdTimeFunctions.isoTime }
  return text
    ? pino(options, pretty({ ignore: 'pid,hostname', translateTime: 'HH:MM:ss.l', sync: true }))
    : pino(options)
}
