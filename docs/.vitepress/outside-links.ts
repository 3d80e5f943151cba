import { existsSync, statSync } from 'node:fs'
import { dirname, join, relative, resolve } from 'node:path'
import type { MarkdownRenderer } from 'vitepress'

type Tokens = NonNullable<ReturnType<MarkdownRenderer['parse']>[number]['children']>

const root = resolve(import.meta.dirname, '../..')
const docs = join(root, 'docs')
/** What readers of the site use. Other files (tests, sources) are named without a link: the site does not carry the repository. */
const carried =
  /^(?:README|CONTRIBUTING|SECURITY|CHANGELOG|LICENSE|deploy\/|examples\/|(?:bench|packages\/[\w-]+)\/[^/]*\.md$)/

/** Files of the repository that pages link to: path from its root -> path in the site. Filled while pages are rendered. */
export const carriedFiles = new Map<string, string>()

/**
 * Makes links between files work on the site, too: `README.md` is the index of its folder there, and files that are no pages are carried
 * along as text. @throws if a link leads to no file, which fails the build.
 */
export function outsideLinks(md: MarkdownRenderer): void {
  md.core.ruler.push('outside-links', ({ tokens, env }) => {
    const path: unknown = env.path
    if (typeof path !== 'string') return
    for (const { children } of tokens) if (children !== null) relink(children, path)
  })
}

function relink(tokens: Tokens, page: string): void {
  const closing: boolean[] = []
  for (const token of tokens) {
    if (token.type === 'link_open') {
      const target = siteLink(String(token.attrGet('href')), page)
      closing.push(target !== undefined)
      if (target === undefined) silence(token)
      else token.attrSet('href', target)
    } else if (token.type === 'link_close' && closing.pop() === false) silence(token)
  }
}

function silence(token: Tokens[number]): void {
  token.type = 'text'
  token.tag = ''
  token.nesting = 0
  token.content = ''
}

/** Undefined: no link on the site. */
function siteLink(href: string, page: string): string | undefined {
  if (/^(?:[a-z]+:|#|\/)/i.test(href)) return href
  const [, path = '', rest = ''] = /^([^?#]*)(.*)$/s.exec(href)!
  const file = resolve(dirname(page), decodeURI(path))
  if (!existsSync(file)) throw new Error(`${relative(root, page)}: dead link ${href}`)
  const inDocs = relative(docs, file)
  const isPage = !inDocs.startsWith('..') && (file.endsWith('.md') || statSync(file).isDirectory())
  if (isPage) return path.replace(/(^|\/)README\.md$/, '$1index.md') + rest
  const name = relative(root, file)
  if (statSync(file).isDirectory() || (inDocs.startsWith('..') && !carried.test(name))) return undefined
  const target = inDocs.startsWith('..') ? `files/${name}.txt` : inDocs
  carriedFiles.set(name, target)
  return `/${target}`
}
