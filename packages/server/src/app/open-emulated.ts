import type { Logger } from 'pino'
import { Emulator } from '../emulator/emulator.ts'
import { watchedWebhooks } from '../emulator/watched-webhooks.ts'
import { TestClock } from '../kernel/test-clock.ts'
import { type Config, ConfigError } from './config.ts'
import type { Core, CoreOptions } from './core.ts'
import { openCore } from './open-core.ts'

/** Opens the core, with the emulator around it if that is on. @throws ConfigError, UnusableDataError */
export async function openEmulated(
  config: Config,
  log: Logger,
  options: CoreOptions = {},
): Promise<{ core: Core; emulator: Emulator | undefined }> {
  if (config.emulator === undefined)
    return { core: await openCore(config, log, options), emulator: undefined }
  if (config.natsUrl !== undefined)
    throw new ConfigError('RINGPOST_EMULATOR is for a single node: leave RINGPOST_NATS_URL empty')
  log.warn('the emulator is on: whoever may call it can empty every app of this server')
  let emulator: Emulator | undefined
  const clock = options.clock instanceof TestClock ? options.clock : new TestClock()
  const core = await openCore(config, log, {
    ...options,
    clock,
    onEntries: (entries) => emulator?.note(entries),
    aroundWebhooks: (post) => watchedWebhooks(post, (app) => emulator?.known(app)),
  })
  emulator = new Emulator({ ...core, clock })
  return { core, emulator }
}
