import { type ChildProcess, execFileSync, spawn } from 'node:child_process'
import { randomBytes } from 'node:crypto'
import { once } from 'node:events'
import { chownSync, mkdtempSync, renameSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as pause } from 'node:timers/promises'
import pg from 'pg'
import { types } from '../../packages/server/src/storage/postgres/types.ts'
import { findPostgres } from './find-programs.ts'
import { freePort } from './free-port.ts'
import { isRequired } from './required.ts'
import { WITHIN_MS } from './until.ts'

/** Names a server on which tests may create databases; otherwise they start their own if PostgreSQL is installed. */
export const URL_VARIABLE = 'RINGPOST_TEST_DATABASE_URL'

/** For `skip` of tests that need databases; if a run requires them, nothing is skipped, so they fail. */
export function withoutPostgres(): string | false {
  if (process.env[URL_VARIABLE] !== undefined) return false
  return withoutPostgresPrograms()
}

/** The same for tests that stop and start the server. */
export function withoutPostgresPrograms(): string | false {
  if (findPostgres() !== undefined || isRequired('postgres')) return false
  return `no PostgreSQL: install it (its programs in PATH), or set ${URL_VARIABLE} to postgres://user:password@host/postgres`
}

/** The account that PostgreSQL runs as, because it refuses root. */
function account(): { uid: number; gid: number } | undefined {
  if (process.getuid?.() !== 0) return undefined
  const number = (flag: string) => Number(execFileSync('id', [flag, 'postgres'], { encoding: 'utf8' }))
  return { uid: number('-u'), gid: number('-g') }
}

/** A PostgreSQL server in a temporary folder, on a free port, with fsync enabled. */
export class PostgresServer {
  readonly url: string
  readonly #programs: string
  readonly #directory: string
  readonly #port: number
  #process: ChildProcess | undefined

  private constructor(programs: string, directory: string, port: number) {
    this.#programs = programs
    this.#directory = directory
    this.#port = port
    this.url = `postgres://ringpost@127.0.0.1:${port}/postgres`
  }

  static async start(): Promise<PostgresServer> {
    const programs = findPostgres()
    if (programs === undefined) throw new Error('PostgreSQL is not installed')
    const directory = mkdtempSync(join(tmpdir(), 'ringpost-postgres-'))
    const owner = account()
    if (owner !== undefined) chownSync(directory, owner.uid, owner.gid)
    const initdb = (...locale: string[]) =>
      execFileSync(
        join(programs, 'initdb'),
        ['-D', join(directory, 'data'), '-U', 'ringpost', '-A', 'trust', '-E', 'UTF8', ...locale],
        { ...owner, cwd: directory, stdio: 'pipe' },
      )
    try {
      // A linguistic collation if available, not byte order: code that depends on the database's own order must fail.
      initdb('--locale=C', '--locale-provider=icu', '--icu-locale=en')
    } catch {
      initdb('--locale=C')
    }
    const server = new PostgresServer(programs, directory, await freePort())
    await server.start()
    return server
  }

  async start(): Promise<void> {
    const settings = { listen_addresses: '127.0.0.1', unix_socket_directories: '', max_connections: '300' }
    const child = spawn(
      join(this.#programs, 'postgres'),
      [
        ...['-D', join(this.#directory, 'data'), '-p', String(this.#port)],
        ...Object.entries(settings).flatMap(([name, value]) => ['-c', `${name}=${value}`]),
      ],
      { ...account(), cwd: this.#directory, stdio: 'ignore' },
    )
    this.#process = child
    const deadline = Date.now() + WITHIN_MS
    for (;;) {
      const client = new pg.Client(this.url)
      client.on('error', () => {})
      try {
        await client.connect()
        return await client.end()
      } catch (error) {
        if (child.exitCode !== null || Date.now() > deadline) throw error
        await pause(50)
      }
    }
  }

  /** SIGINT rolls back and disconnects at once; SIGQUIT simulates a crash. */
  async stop(signal: 'SIGINT' | 'SIGQUIT' = 'SIGINT'): Promise<void> {
    const child = this.#process
    this.#process = undefined
    if (child === undefined || child.exitCode !== null) return
    const exited = once(child, 'exit')
    child.kill(signal)
    await exited
  }

  /** Keeps a copy of the data for {@link fallBack}; the server must be stopped. */
  keepCopy(): void {
    execFileSync('cp', ['-a', join(this.#directory, 'data'), join(this.#directory, 'earlier')])
  }

  /** Kills the server and starts one with the data of the copy, like a failover to a replica that had not got the rest. */
  async fallBack(): Promise<void> {
    await this.stop('SIGQUIT')
    rmSync(join(this.#directory, 'data'), { recursive: true })
    renameSync(join(this.#directory, 'earlier'), join(this.#directory, 'data'))
    await this.start()
  }

  async remove(): Promise<void> {
    await this.stop('SIGQUIT')
    rmSync(this.#directory, { recursive: true, force: true })
  }
}

export interface TestDatabase {
  url: string
  drop(): Promise<void>
}

let own: Promise<PostgresServer> | undefined

/**
 * Creates a database, on a server of this process unless another one is named. It is removed with the server.
 * @param template name of the database to copy; the new one is empty by default.
 */
export async function createDatabase(server?: string, template = 'template0'): Promise<TestDatabase> {
  const named = server ?? process.env[URL_VARIABLE]
  const url = named ?? (await ownServer()).url
  const name = `ringpost_test_${randomBytes(6).toString('hex')}`
  await execute(url, `create database ${name} template ${template}`)
  const there = new URL(url)
  there.pathname = `/${name}`
  return {
    url: there.href,
    async drop() {
      await execute(url, `drop database if exists ${name} with (force)`)
    },
  }
}

/** Runs one statement on its own connection. */
export async function execute(url: string, statement: string): Promise<Record<string, unknown>[]> {
  const client = new pg.Client({ connectionString: url, types })
  await client.connect()
  try {
    return (await client.query(statement)).rows
  } finally {
    await client.end()
  }
}

async function ownServer(): Promise<PostgresServer> {
  own ??= PostgresServer.start()
  return own
}

/** Call it after the last test of a process. */
export async function stopOwnServer(): Promise<void> {
  await (await own)?.remove()
  own = undefined
}
