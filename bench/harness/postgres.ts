import { execFileSync } from 'node:child_process'
import { chownSync, mkdtempSync } from 'node:fs'
import { rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { freePort } from '../../test/harness/free-port.ts'
import { ChildServer } from './child-server.ts'
import { familyOf } from './process-cost.ts'

/** Our own PostgreSQL on loopback: a new cluster with default settings, which commit with fsync. */
export class Postgres {
  readonly port: number
  readonly #folder: string
  readonly #binaries: string
  readonly #account: { uid?: number; gid?: number }
  #server: ChildServer | undefined

  private constructor(port: number, binaries: string) {
    this.port = port
    this.#binaries = binaries
    this.#folder = mkdtempSync(join(tmpdir(), 'ringpost-bench-postgres-'))
    this.#account = accountFor(this.#folder)
  }

  /** @param binaries folder of its programs. @param more settings other than the default ones. */
  static async start(binaries: string, more: Readonly<Record<string, string>> = {}): Promise<Postgres> {
    const postgres = new Postgres(await freePort(), binaries)
    const data = join(postgres.#folder, 'data')
    postgres.#run('initdb', [
      '--pgdata',
      data,
      '--auth',
      'trust',
      '--username',
      'bench',
      '--encoding',
      'UTF8',
    ])
    const settings = {
      listen_addresses: '127.0.0.1',
      port: String(postgres.port),
      unix_socket_directories: '',
      fsync: 'on',
      synchronous_commit: 'on',
      ...more,
    }
    postgres.#server = await ChildServer.start({
      command: join(binaries, 'postgres'),
      args: ['-D', data, ...Object.entries(settings).flatMap(([name, value]) => ['-c', `${name}=${value}`])],
      ...postgres.#account,
      ready: /(database system is ready to accept connections)/,
    })
    return postgres
  }

  pids(): readonly number[] {
    return this.#server === undefined ? [] : familyOf(this.#server.pid)
  }

  /** Runs an SQL file. */
  load(file: string): void {
    this.#psql(`--file=${file}`)
  }

  /** Returns its URL. */
  createDatabase(name: string): string {
    this.#psql(`--command=create database ${name}`)
    return `postgres://bench@127.0.0.1:${this.port}/${name}`
  }

  async stop(): Promise<void> {
    await this.#server?.stop('SIGINT')
    await rm(this.#folder, { recursive: true, force: true })
  }

  #psql(what: string): void {
    this.#run('psql', [
      '--quiet',
      '--no-psqlrc',
      '--set=ON_ERROR_STOP=1',
      '--host=127.0.0.1',
      `--port=${this.port}`,
      '--username=bench',
      '--dbname=postgres',
      what,
    ])
  }

  #run(program: string, args: readonly string[]): void {
    execFileSync(join(this.#binaries, program), args, {
      ...this.#account,
      stdio: ['ignore', 'ignore', 'pipe'],
    })
  }
}

/** PostgreSQL refuses to run as root, so it then gets the account that its package created. */
function accountFor(folder: string): { uid?: number; gid?: number } {
  if (process.getuid?.() !== 0) return {}
  const id = (flag: string) => Number(execFileSync('id', [flag, 'postgres']).toString())
  const account = { uid: id('-u'), gid: id('-g') }
  chownSync(folder, account.uid, account.gid)
  return account
}
