import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { WITHIN_MS } from './until.ts'

const root = fileURLToPath(new URL('../../', import.meta.url))

/** A block of a page. */
export interface Fence {
  language: string
  /** What a reader saves it as: the word after the language, as in "```js main.js". */
  file: string | undefined
  text: string
}

/** Blocks of a page, in order, without the indentation that they have in lists. */
export async function fences(page: string): Promise<Fence[]> {
  const text = await readFile(join(root, page), 'utf8')
  return [...text.matchAll(/^( *)```(\w+)(?: (\S+))?\n([\s\S]*?)^ *```$/gm)].map(
    ([, indent, language, file, block]) => ({
      language: language!,
      file,
      text: block!.replaceAll(new RegExp(`^${indent}`, 'gm'), ''),
    }),
  )
}

/** Shell blocks of a page, in order. */
export async function shellBlocks(page: string): Promise<string[]> {
  return (await fences(page)).filter(({ language }) => language === 'sh').map(({ text }) => text)
}

/** A shell that keeps its variables from block to block, like a reader's terminal. */
export class Terminal {
  readonly #shell: ChildProcess
  output = ''

  constructor(env: NodeJS.ProcessEnv, cwd = root) {
    this.#shell = spawn('bash', ['-s'], { cwd, env, stdio: ['pipe', 'pipe', 'pipe'], detached: true })
    for (const stream of [this.#shell.stdout!, this.#shell.stderr!]) {
      stream.on('data', (chunk) => {
        this.output += chunk
        this.#shell.emit('output')
      })
    }
  }

  type(command: string): void {
    this.#shell.stdin!.write(`${command}\n`)
  }

  /** Waits until the output of this terminal matches. */
  async shows(pattern: RegExp, timeoutMs = WITHIN_MS): Promise<RegExpExecArray> {
    const signal = AbortSignal.timeout(timeoutMs)
    for (;;) {
      const match = pattern.exec(this.output)
      if (match !== null) return match
      await once(this.#shell, 'output', { signal }).catch(() => {
        throw new Error(`${pattern} not shown in:\n${this.output}`)
      })
    }
  }

  /** Runs a block and returns what it printed. */
  async run(block: string): Promise<string> {
    const from = this.output.length
    const mark = `done-${Math.random()}`
    this.type(`${block}\necho ${mark}`)
    // A block may be several commands, each a process of its own.
    await this.shows(new RegExp(mark), 2 * WITHIN_MS)
    return this.output.slice(from).replace(mark, '')
  }

  kill(): void {
    try {
      process.kill(-this.#shell.pid!, 'SIGKILL')
    } catch {
      // Ended on its own.
    }
  }
}
