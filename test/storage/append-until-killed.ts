// Appends to the database file argv[2] from many writers until it is killed. Prints a line of JSON for every
// acknowledged entry: [log, seq, id, text]. The text, unique, is both payload and origin; `pair` in it marks two
// entries of one commit.
import type { NewEntry } from '../../packages/server/src/domain/log/entry.ts'
import type { LogStore } from '../../packages/server/src/domain/log/log-store.ts'
import { IdGenerator } from '../../packages/server/src/kernel/id-generator.ts'
import { openStorage } from '../../packages/server/src/storage/open-storage.ts'

const WRITERS = 40
const LOGS = 7

const stores = await openStorage({ file: process.argv[2]! })
const [app] = await stores.apps.list()
const ids = new IdGenerator(undefined, await stores.logs.lastId())
let random = process.pid

function entry(text: string): NewEntry {
  const id = ids.next()
  random = (random * 48_271) % 2_147_483_647
  return {
    app: app!.id,
    log: `g:${random % LOGS}`,
    id,
    time: Date.now(),
    kind: 1,
    contentType: 0,
    sender: 'alice',
    senderDevice: null,
    receiver: 'group',
    receiverDevice: null,
    echo: true,
    audience: null,
    origin: text,
    attributes: null,
    payload: Buffer.from(text.padEnd(random % 3000, '.')),
    followers: [],
  }
}

async function append(logs: Pick<LogStore, 'append'>, entries: readonly NewEntry[]): Promise<string> {
  const appended = await logs.append(entries)
  const lines = entries.map(({ log, origin }, index) =>
    JSON.stringify([log, appended[index]!.seq, appended[index]!.id, origin]),
  )
  return `${lines.join('\n')}\n`
}

async function write(writer: number): Promise<never> {
  for (let count = 0; ; count++) {
    const text = `${process.pid} ${writer} ${count}`
    const acknowledged =
      writer % 8 === 0
        ? await stores
            .commit(({ logs }) => [
              append(logs, [entry(`${text} pair 1`)]),
              append(logs, [entry(`${text} pair 2`)]),
            ])
            .then((lines) => lines.join(''))
        : await append(stores.logs, [entry(text)])
    process.stdout.write(acknowledged)
  }
}

await Promise.all(Array.from({ length: WRITERS }, (_, writer) => write(writer)))
