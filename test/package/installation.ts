import { execFile } from 'node:child_process'
import { mkdtemp, realpath, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { inheritedEnvironment } from '../harness/inherited.ts'

const run = promisify(execFile)

/** A folder as a user has it after `npm install` of our tarballs. */
export class Installation implements AsyncDisposable {
  readonly folder: string

  private constructor(folder: string) {
    this.folder = folder
  }

  /** @param tarballs paths, or names and versions in the registry. */
  static async make(...tarballs: string[]): Promise<Installation> {
    const installation = new Installation(
      await realpath(await mkdtemp(join(tmpdir(), 'ringpost-installed-'))),
    )
    await installation.write('package.json', '{ "private": true, "type": "module" }')
    await installation.run('npm', 'install', '--prefer-offline', '--no-audit', '--no-fund', ...tarballs)
    return installation
  }

  path(...names: string[]): string {
    return join(this.folder, ...names)
  }

  async write(name: string, text: string): Promise<string> {
    await writeFile(this.path(name), text)
    return this.path(name)
  }

  /** What a command prints, with the Node of the tests in front of others. @throws Error with its output if it fails. */
  async run(command: string, ...words: string[]): Promise<string> {
    const path = `${join(process.execPath, '..')}:${process.env.PATH}`
    const env = { ...inheritedEnvironment(), PATH: path }
    const { stdout } = await run(command, words, { cwd: this.folder, env })
    return stdout.trim()
  }

  /** Runs an ES module in the folder. */
  async module(name: string, text: string): Promise<string> {
    await this.write(name, text)
    return this.run(process.execPath, name)
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await rm(this.folder, { recursive: true, force: true })
  }
}
