import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { dirname, join } from 'node:path'

const PACKAGE = /^(.*node_modules\/(?:@[^/]+\/)?[^/]+)\//

interface Manifest {
  name: string
  version: string
  license?: string
  author?: string | { name?: string }
  repository?: string | { url?: string }
}

/** Licences that allow what bundling does: copying with the notice kept. */
const ALLOWED =
  /^(?:MIT|ISC|0BSD|Apache-2\.0|BSD-[23]-Clause|BlueOak-1\.0\.0|\(?MIT OR [\w.-]+\)?|Unlicense)$/

/**
 * The licences of everything that a bundle contains and others wrote, as one text; packages with the same text share it.
 * Undefined if the bundle contains nothing of others.
 * @param inputs files in the bundle, from the root.
 * @throws Error for a package whose licence is unknown or asks for more than a notice.
 */
export function thirdPartyLicences(root: string, inputs: readonly string[]): string | undefined {
  const folders = new Set(inputs.flatMap((input) => PACKAGE.exec(input)?.[1] ?? []))
  const names = new Map<string, string[]>()
  for (const folder of [...folders].sort()) {
    const { name, text } = licenceOf(join(root, folder))
    names.set(text, [...(names.get(text) ?? []), name])
  }
  if (names.size === 0) return undefined
  const line = '='.repeat(80)
  const parts = [...names].map(([text, who]) => `${line}\n${who.join('\n')}\n${line}\n\n${text}\n`)
  return `Ringpost contains the following software, each under its own licence.\n\n${parts.join('\n')}`
}

function licenceOf(folder: string): { name: string; text: string } {
  const manifest = JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8')) as Manifest
  const { name, version, license } = manifest
  if (license === undefined || !ALLOWED.test(license))
    throw new Error(`${name} ${version} has the licence ${license}: do not bundle it`)
  const texts = readdirSync(folder)
    .filter((file) => /^(?:licen[cs]e|notice|copying)(?:[.-]|$)/i.test(file))
    .map((file) => readFileSync(join(folder, file), 'utf8').trim())
  const text = texts.length > 0 ? texts.join('\n\n') : notice(manifest, folder)
  return { name: `${name} ${version} (${license})`, text: text.replaceAll('\r\n', '\n') }
}

/** For packages without a file: who wrote it, and the licence file of the project that it belongs to, if that is installed. */
function notice({ name, license, author, repository }: Manifest, folder: string): string {
  const writer = typeof author === 'object' ? author.name : author
  const url = typeof repository === 'object' ? repository.url : repository
  const scope = dirname(folder)
  const sibling = name.startsWith('@')
    ? readdirSync(scope)
        .map((each) => join(scope, each, 'LICENSE'))
        .find((path) => existsSync(path))
    : undefined
  const lines = [
    `Copyright: ${writer ?? `the authors of ${name}`}`,
    ...(url === undefined ? [] : [url]),
    `Licence: ${license}, https://spdx.org/licenses/${license}.html`,
  ]
  return sibling === undefined
    ? lines.join('\n')
    : `${lines.join('\n')}\n\n${readFileSync(sibling, 'utf8').trim()}`
}
