import { globSync, readFileSync } from 'node:fs'
import { join } from 'node:path'

export const docs = join(import.meta.dirname, '../../docs')

/** A fenced block of a page. */
export interface Block {
  /** First word behind the fence; empty if there is none. */
  language: string
  /** Name of the file that a reader saves it as; empty if there is none. */
  file: string
  /** Without the indentation that it has in lists. */
  text: string
  /** Number of its first line. */
  line: number
}

/** Every page, from `docs` on, without `.md`. */
export const allPages = globSync('**/*.md', { cwd: docs })
  .map((file) => file.replaceAll('\\', '/').slice(0, -3))
  .sort()

export function blocksOf(page: string): Block[] {
  const text = readFileSync(join(docs, `${page}.md`), 'utf8')
  return [...text.matchAll(/^( *)(`{3,})([\w-]*) *([^\n]*)\n([\s\S]*?)^ *\2 *$/gm)].map((match) => {
    const [, indent = '', , language = '', file = '', body = ''] = match
    return {
      language,
      file,
      text: body.replaceAll(new RegExp(`^${indent}`, 'gm'), ''),
      line: text.slice(0, match.index).split('\n').length + 1,
    }
  })
}

/**
 * Whether an answer is as a page shows it: every field shown is there, with the value shown. `…` in a text stands for anything, and ids
 * and times (long runs of digits) for others. @returns what differs; undefined if nothing does.
 */
export function difference(shown: unknown, real: unknown, path = '$'): string | undefined {
  if (typeof shown === 'string' && typeof real === 'string') {
    const pattern = shown
      .split(/(…|\d{9,}|[0-9a-f]{8}-[0-9a-f-]{27})/)
      .map((part, i) => (i % 2 === 0 ? part.replaceAll(/[$()*+.?[\\\]^{|}]/g, '\\$&') : '[\\s\\S]*'))
    return new RegExp(`^${pattern.join('')}$`).test(real) ? undefined : `${path}: ${real} instead of ${shown}`
  }
  if (typeof shown === 'number' && typeof real === 'number' && shown > 1e9 && real > 1e9) return undefined
  if (Array.isArray(shown) && Array.isArray(real)) {
    if (shown.length !== real.length) return `${path}: ${real.length} items instead of ${shown.length}`
    return firstOf(shown.map((each, i) => difference(each, real[i], `${path}[${i}]`)))
  }
  if (isObject(shown) && isObject(real))
    return firstOf(Object.keys(shown).map((key) => difference(shown[key], at(real, key), `${path}.${key}`)))
  return Object.is(shown, real)
    ? undefined
    : `${path}: ${JSON.stringify(real)} instead of ${JSON.stringify(shown)}`
}

/** Keys that are ids of what a page has just made have another value each time. */
function at(real: Record<string, unknown>, key: string): unknown {
  return /^\d{9,}$/.test(key) && !(key in real) ? Object.values(real)[0] : real[key]
}

function firstOf(all: readonly (string | undefined)[]): string | undefined {
  return all.find((each) => each !== undefined)
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}
