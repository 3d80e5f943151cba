// A server with the settings of its environment that follows facts of sessions until it is killed, or stops at SIGTERM. Prints lines of
// JSON: ["ready", url, token of alice], then ["fact", place, kind, device, reason, kind of the doer] for what it is served.
import { loadConfig } from '../../packages/server/src/app/load-config.ts'
import { createLogger } from '../../packages/server/src/app/logger.ts'
import { startServer } from '../../packages/server/src/app/server.ts'

const config = loadConfig(process.env)
const { core, url, close } = await startServer(config, createLogger(config))
const { facts, apps, users, registrations, tokens } = core
process.once('SIGTERM', () => void close())
const app = apps.byKey('acme#chat')!

function print(line: unknown): void {
  process.stdout.write(`${JSON.stringify(line)}\n`)
}

facts.dispatcher.serve('witness', () => async (page) => {
  for (const { kind, by, lane, pos, ...fact } of page)
    if ('device' in fact)
      print(['fact', `${lane}/${pos}`, kind, fact.device, 'reason' in fact ? fact.reason : null, by.kind])
})
const kinds = ['session.opened', 'session.ended'] as const
await facts.subscriptions.subscribe({ name: 'witness', app: app.id, kinds })
const username = 'alice'
await registrations.register(app, { kind: 'app' }, { username, password: 'pw' }).catch(() => {})
const { token } = tokens.issueForUser(app, await users.get(app, username), undefined)
print(['ready', url, token])
