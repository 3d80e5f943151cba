// The server with as many subscribers of sent messages as the first argument says, which take what they get and do nothing.
import { loadConfig } from '../packages/server/src/app/load-config.ts'
import { createLogger } from '../packages/server/src/app/logger.ts'
import { startServer } from '../packages/server/src/app/server.ts'

const config = loadConfig(process.env)
const { core, url, close } = await startServer(config, createLogger(config))
process.once('SIGTERM', () => void close())
const { dispatcher, subscriptions } = core.facts
const [app] = core.apps.list()
dispatcher.serve('bench', () => async () => {})
for (let n = 1; n <= Number(process.argv[2]); n++)
  await subscriptions.subscribe({ name: `bench:${n}`, app: app!.id, kinds: ['message.sent'] })
console.log(`Ringpost is ready at ${url} `)
