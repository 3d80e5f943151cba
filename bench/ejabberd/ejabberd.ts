import { existsSync, mkdtempSync, writeFileSync } from 'node:fs'
import { rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { freePort } from '../../test/harness/free-port.ts'
import { type ChatClient, type ChatTarget, TEXT } from '../harness/chat-target.ts'
import { ChildServer } from '../harness/child-server.ts'
import { Postgres } from '../harness/postgres.ts'
import { familyOf } from '../harness/process-cost.ts'
import { callAll, HttpConnection, requestBytes } from '../load/http-connection.ts'
import { ejabberdConfiguration, HOST, ROOMS } from './configuration.ts'
import { PASSWORD, RESOURCE, XmppClient } from './xmpp-client.ts'

const ERLANG = '/usr/bin/erl'
const LIBRARIES = '/usr/lib/x86_64-linux-gnu'
const SCHEMA = '/usr/share/ejabberd/sql/pg.sql'

/** The ejabberd of Debian's package, with its own configuration and folders, on loopback. */
export class Ejabberd implements ChatTarget {
  readonly name: string
  readonly durability: string
  readonly hasLoop = false
  readonly port: number
  readonly #server: ChildServer
  readonly #postgres: Postgres | undefined
  readonly #folder: string
  readonly #known = new Set<string>()

  private constructor(server: ChildServer, port: number, folder: string, postgres: Postgres | undefined) {
    this.#server = server
    this.port = port
    this.#folder = folder
    this.#postgres = postgres
    this.name = postgres === undefined ? 'ejabberd, Mnesia' : 'ejabberd, PostgreSQL'
    this.durability =
      postgres === undefined
        ? 'not durable: a row for offline recipients only, no archive, no fsync before the answer'
        : 'to offline users: two archive rows and one offline row committed with fsync before the answer; to online users: one archive row, the recipient’s row and the delivery follow later'
  }

  /** Whether the package is installed. */
  static isInstalled(): boolean {
    return existsSync(SCHEMA) && existsSync(ERLANG)
  }

  /** @param postgresBinaries archives in PostgreSQL; undefined: Mnesia only. */
  static async start(postgresBinaries: string | undefined): Promise<Ejabberd> {
    const postgres = postgresBinaries === undefined ? undefined : await Postgres.start(postgresBinaries)
    postgres?.load(SCHEMA)
    const folder = mkdtempSync(join(tmpdir(), 'ringpost-bench-ejabberd-'))
    const port = await freePort()
    const configuration = join(folder, 'ejabberd.yml')
    writeFileSync(configuration, ejabberdConfiguration(port, postgres?.port))
    const server = await ChildServer.start({
      command: ERLANG,
      // A node without a name opens no port to other nodes. Busy waiting would take the cores from the generator and PostgreSQL.
      args: [
        ...['-noinput', '+K', 'true', '+sbwt', 'none', '+sbwtdcpu', 'none', '+sbwtdio', 'none'],
        ...['-mnesia', 'dir', JSON.stringify(join(folder, 'mnesia')), '-s', 'ejabberd'],
      ],
      cwd: folder,
      env: {
        PATH: process.env.PATH,
        HOME: folder,
        ERL_LIBS: LIBRARIES,
        EJABBERD_CONFIG_PATH: configuration,
        EJABBERD_LOG_PATH: join(folder, 'ejabberd.log'),
      },
      isReady: () => answers(port),
    })
    return new Ejabberd(server, port, folder, postgres)
  }

  pids(): readonly number[] {
    return [...familyOf(this.#server.pid), ...(this.#postgres?.pids() ?? [])]
  }

  async addUsers(names: readonly string[]): Promise<void> {
    const fresh = names.filter((name) => !this.#known.has(name))
    await callAll(
      this.port,
      fresh.map((user) => requestBytes('POST', '/api/register', { user, host: HOST, password: PASSWORD })),
    )
    for (const name of fresh) this.#known.add(name)
  }

  messageTo(from: string, to: string): Buffer {
    return this.#message('chat', `${from}@${HOST}`, `${to}@${HOST}`)
  }

  login(user: string, onMessages?: (count: number) => void, from?: string): Promise<XmppClient> {
    return XmppClient.login(this.port, user, onMessages, from)
  }

  /** Only occupants of a room may send to it: the first member sends. */
  async group(_owner: string, members: ReadonlyMap<string, ChatClient>): Promise<Buffer> {
    const room = `room${members.size}`
    for (const client of members.values()) await (client as XmppClient).join(room)
    const [sender] = members.keys()
    return this.#message('groupchat', `${sender}@${HOST}/${RESOURCE}`, `${room}@${ROOMS}`)
  }

  async stop(): Promise<void> {
    await this.#server.stop()
    await this.#postgres?.stop()
    await rm(this.#folder, { recursive: true, force: true })
  }

  #message(type: string, from: string, to: string): Buffer {
    return requestBytes('POST', '/api/send_message', { type, from, to, subject: '', body: TEXT })
  }
}

async function answers(port: number): Promise<boolean> {
  try {
    const connection = await HttpConnection.open(port)
    await connection.call(requestBytes('POST', '/api/status', {}))
    connection.close()
    return true
  } catch {
    return false
  }
}
