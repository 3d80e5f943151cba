// npm run generate: writes every generated file. With --check it writes nothing, lists stale files and fails.
import { globSync } from 'node:fs'
import { mkdir, readFile, writeFile } from 'node:fs/promises'
import { dirname, join, relative, resolve } from 'node:path'
import { parseArgs } from 'node:util'
import { generateProtocol } from '../packages/protocol/generate.ts'
import { generateReference } from '../packages/server/generate.ts'
import { generateMemorySchema } from '../packages/server/src/storage/sqlite/memory-schema.ts'

/** `outputs` is deterministic and writes nothing: file path (from the repository root) -> content. */
type Generator = { name: string; outputs: () => Promise<Map<string, string>> }

/** To add a generator, add a line here. */
const generators: Generator[] = [
  { name: 'protocol', outputs: generateProtocol },
  { name: 'reference', outputs: generateReference },
  { name: 'schema in memory', outputs: generateMemorySchema },
]

/** One line for each file of the generator that is missing or out of date. */
export async function findStale({ name, outputs }: Generator, root: string): Promise<string[]> {
  const stale: string[] = []
  for (const [path, content] of await outputs()) {
    const file = resolve(root, path)
    const present = await readFile(file, 'utf8').catch(() => undefined)
    const problem = present === undefined ? 'missing' : 'stale'
    if (present !== content) stale.push(`${relative(root, file)} (${name}): ${problem}`)
  }
  return stale
}

/** One line for each *.generated.* file that no generator produces any more. Measurements cannot be regenerated. */
export async function findLeftOver(all: Generator[], root: string): Promise<string[]> {
  const outputs = await Promise.all(all.map((generator) => generator.outputs()))
  const made = new Set(outputs.flatMap((each) => [...each.keys()].map((path) => resolve(root, path))))
  return globSync('**/*.generated.*', { cwd: root, exclude: ['**/node_modules/**', 'bench/results/**'] })
    .filter((path) => !made.has(resolve(root, path)))
    .map((path) => `${path}: no generator makes it`)
}

async function check(root: string): Promise<void> {
  const stale = (await Promise.all(generators.map((generator) => findStale(generator, root)))).flat()
  const problems = [...stale, ...(await findLeftOver(generators, root))]
  if (problems.length === 0) return
  console.log([...problems, 'Run `npm run generate` and commit the result.'].join('\n'))
  process.exitCode = 1
}

async function write(root: string): Promise<void> {
  for (const generator of generators) {
    const stale = await findStale(generator, root)
    for (const [path, content] of await generator.outputs()) {
      const file = resolve(root, path)
      await mkdir(dirname(file), { recursive: true })
      await writeFile(file, content)
    }
    console.log(`${generator.name}: ${stale.length === 0 ? 'nothing changed' : stale.join(', ')}`)
  }
}

if (import.meta.main) {
  const { values } = parseArgs({ options: { check: { type: 'boolean', default: false } } })
  const root = join(import.meta.dirname, '..')
  await (values.check ? check(root) : write(root))
}
