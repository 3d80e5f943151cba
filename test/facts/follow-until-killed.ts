// A server on the data folder argv[2] that sends messages to itself until it is killed, unless argv[3] is `quiet`, and
// subscribes to facts. Prints lines of JSON: ["sent", id] for what was acknowledged, ["fact", subject, seq, entry] for
// what the subscriber has taken.
import { loadConfig } from '../../packages/server/src/app/load-config.ts'
import { createLogger } from '../../packages/server/src/app/logger.ts'
import { startServer } from '../../packages/server/src/app/server.ts'
import { bootstrap } from '../harness/test-server.ts'

const WRITERS = 8
const PEERS = ['bob', 'carol', 'dave']

const config = loadConfig({
  HOST: '127.0.0.1',
  PORT: '0',
  RINGPOST_DATA: process.argv[2]!,
  RINGPOST_BOOTSTRAP: bootstrap,
  RINGPOST_LOG_LEVEL: 'error',
})
const { core } = await startServer(config, createLogger(config))
const app = core.apps.byKey('acme#chat')!

/** Resolves when the other process has the line, whatever happens to this one. */
function print(line: unknown): Promise<void> {
  return new Promise((resolve, reject) => {
    process.stdout.write(`${JSON.stringify(line)}\n`, (error) => (error ? reject(error) : resolve()))
  })
}

core.facts.dispatcher.serve('witness', () => async (facts) => {
  await Promise.all(facts.map(({ subject, seq, entry }) => print(['fact', subject, seq, entry])))
})
await core.facts.subscriptions.subscribe({ name: 'witness', app: app.id, kinds: ['message.sent'] })
await print(['ready'])

async function write(writer: number): Promise<never> {
  for (let count = 0; ; count++) {
    const draft = {
      from: 'alice',
      fromDevice: null,
      contentType: 0,
      size: 1,
      stored: true,
      echo: false,
      attributes: null,
      origin: null,
      said: Buffer.from(`${writer} ${count}`),
    }
    const receiver = { user: PEERS[(writer + count) % PEERS.length]!, device: null }
    const [sent] = await core.sending.toUsers({ app, actor: { kind: 'app' } }, draft, [receiver])
    await print(['sent', sent!.id])
  }
}

if (process.argv[3] !== 'quiet') await Promise.all(Array.from({ length: WRITERS }, (_, i) => write(i)))
