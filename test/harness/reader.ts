import assert from 'node:assert/strict'
import { cp, mkdir, mkdtemp, rm, symlink, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { freePort } from './free-port.ts'
import { inheritedEnvironment } from './inherited.ts'
import { type Fence, fences, Terminal } from './terminal.ts'

const root = fileURLToPath(new URL('../../', import.meta.url))

/** Ports that pages name. */
const PORTS = ['8080', '9000', '9001', '9090', '5173', '4173'] as const

/** A reader who copies the blocks of a page, on a machine where the ports of the page are others. */
export class Reader implements AsyncDisposable {
  readonly #folder: string
  readonly #directory: string
  readonly #fences: readonly Fence[]
  readonly #ports: ReadonlyMap<string, string>
  readonly #env: NodeJS.ProcessEnv
  readonly #terminals: Terminal[] = []

  private constructor(
    folder: string,
    directory: string,
    blocks: readonly Fence[],
    ports: ReadonlyMap<string, string>,
    env: NodeJS.ProcessEnv,
  ) {
    this.#folder = folder
    this.#directory = directory
    this.#fences = blocks
    this.#ports = ports
    this.#env = env
  }

  /** A reader in the folder of Ringpost, as `git clone` makes it. The server's data is elsewhere. */
  static async of(page: string): Promise<Reader> {
    const folder = await mkdtemp(join(tmpdir(), 'ringpost-page-'))
    return Reader.#read(page, folder, root, { RINGPOST_DATA: folder })
  }

  /** A reader in an empty folder, where `npx ringpost` runs the server of this workspace. @param env what else the machine has. */
  static async inEmptyFolder(page: string, env: NodeJS.ProcessEnv = {}): Promise<Reader> {
    const folder = await mkdtemp(join(tmpdir(), 'ringpost-page-'))
    const commands = join(folder, 'node_modules', '.bin')
    await mkdir(commands, { recursive: true })
    await symlink(join(root, 'packages/server'), join(folder, 'node_modules', 'ringpost'))
    await symlink(join(root, 'packages/server/src/cli/main.ts'), join(commands, 'ringpost'))
    return Reader.#read(page, folder, folder, env)
  }

  static async #read(
    page: string,
    folder: string,
    directory: string,
    env: NodeJS.ProcessEnv,
  ): Promise<Reader> {
    const ports = new Map<string, string>()
    for (const port of PORTS) ports.set(port, String(await freePort()))
    const text = (each: string) =>
      each.replaceAll(new RegExp(`\\b(${PORTS.join('|')})\\b`, 'g'), (port) => ports.get(port)!)
    const blocks = (await fences(page)).map((each) => ({ ...each, text: text(each.text) }))
    return new Reader(folder, directory, blocks, ports, {
      ...inheritedEnvironment(),
      NODE_COMPILE_CACHE: process.env.NODE_COMPILE_CACHE,
      PORT: ports.get('8080'),
      WEBHOOK_PORT: ports.get('9000'),
      SERVER: `http://localhost:${ports.get('8080')}`,
      RINGPOST_PASSWORD_COST: '1024',
      ...env,
    })
  }

  /** The shell block with this text. */
  block(text: string): string {
    return this.#find('sh', text)
  }

  /** The lines of the block with this text that shows output. */
  printed(text: string): string[] {
    return this.#find('text', text).trimEnd().split('\n')
  }

  /** Saves every block that has the name of a file, as the page asks. */
  async saveFiles(): Promise<void> {
    for (const { file, text } of this.#fences) {
      if (file === undefined) continue
      const path = join(this.#directory, file)
      await mkdir(dirname(path), { recursive: true })
      await writeFile(path, text)
    }
  }

  /** Copies the files of a folder of the clone. */
  async copy(folder: string): Promise<void> {
    await cp(join(root, folder), this.#directory, { recursive: true })
  }

  /** The port of this machine that stands for one of the page. */
  port(named: (typeof PORTS)[number]): string {
    return this.#ports.get(named)!
  }

  terminal(): Terminal {
    const opened = new Terminal(this.#env, this.#directory)
    this.#terminals.push(opened)
    return opened
  }

  /** Types a block that goes on until it is stopped. */
  type(text: string): Terminal {
    const opened = this.terminal()
    opened.type(this.block(text))
    return opened
  }

  async server(text: string): Promise<void> {
    await this.type(text).shows(/Ringpost is ready at/)
  }

  async [Symbol.asyncDispose](): Promise<void> {
    for (const opened of this.#terminals) opened.kill()
    await rm(this.#folder, { recursive: true, force: true, maxRetries: 10 })
  }

  #find(language: string, text: string): string {
    const found = this.#fences.find((each) => each.language === language && each.text.includes(text))
    return found?.text ?? assert.fail(`no block with ${text}`)
  }
}
