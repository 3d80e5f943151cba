// npm run pack: packs what `npm run build` has built into build/packages, and prints what each tarball weighs.
import { execFileSync } from 'node:child_process'
import { existsSync, mkdirSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { packages } from './build/packages.ts'

const root = join(import.meta.dirname, '..')
const out = join(root, 'build/packages')

/** The part of `npm pack --json` that is read here; sizes are bytes. */
interface Packed {
  filename: string
  size: number
  unpackedSize: number
  entryCount: number
}

const folders = Object.keys(packages).map((name) => join(root, 'build/stage', name))
const missing = folders.find((folder) => !existsSync(join(folder, 'package.json')))
if (missing !== undefined) {
  console.error(`${missing} is missing: run npm run build first`)
  process.exit(1)
}

rmSync(out, { recursive: true, force: true })
mkdirSync(out, { recursive: true })
const output = execFileSync(
  'npm',
  ['pack', '--json', '--ignore-scripts', '--pack-destination', out, ...folders],
  {
    encoding: 'utf8',
    stdio: ['ignore', 'pipe', 'inherit'],
    shell: process.platform === 'win32',
  },
)
const lines = (JSON.parse(output) as Packed[]).map(
  ({ filename, size, unpackedSize, entryCount }) =>
    `${filename}  ${kB(size)} packed, ${kB(unpackedSize)} unpacked, ${entryCount} files`,
)
// Last of all: the time of this file tells when the packages were finished.
writeFileSync(join(out, 'report.txt'), `${lines.join('\n')}\n`)
console.log(lines.join('\n'))

function kB(bytes: number): string {
  return `${Math.round(bytes / 1000).toLocaleString('en')} kB`
}
