import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { cache, digest } from '../harness/cache-folder.ts'
import { isRequired } from '../harness/required.ts'
import { run } from '../harness/run-program.ts'

/* Parsers of languages that no machine of ours compiles. `npm run setup:examples` fetches them once. */

/** As `pip install` takes them. */
export const parserPackages = [
  'tree-sitter==0.26.1',
  'tree-sitter-c-sharp==0.23.5',
  'tree-sitter-dart==0.1.0',
  'tree-sitter-swift==0.7.4',
]
/** A folder for PYTHONPATH. One that exists is complete. */
export const parsersFolder = join(cache, `parsers-${digest(parserPackages.join())}`)

/** For `skip` of tests that parse. */
export function withoutParsers(): string | false {
  if (existsSync(parsersFolder) || isRequired('examples')) return false
  return 'no parsers: run `npm run setup:examples` once (it needs Python 3.11)'
}

/** What is wrong with a program, with the number of its line; empty if nothing is. */
export async function syntaxErrors(language: string, text: string): Promise<string[]> {
  const script = join(import.meta.dirname, 'parse.py')
  const env = { PYTHONPATH: parsersFolder, PYTHONDONTWRITEBYTECODE: '1' }
  return JSON.parse(await run('python3', [script, language, text], env))
}
