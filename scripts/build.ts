// npm run build: builds the packages that are published, each into a folder of build/stage that `npm pack` takes as it is. The
// documentation site goes into one of them, and is built with them if it is older than its pages.
import { cpSync } from 'node:fs'
import { join } from 'node:path'
import { buildPackage } from './build/build-package.ts'
import { writeDeclarations } from './build/declarations.ts'
import { packages } from './build/packages.ts'
import { buildSite } from './build/site.ts'

const root = join(import.meta.dirname, '..')
const stageOf = (name: string) => join(root, 'build/stage', name)

// In two processes, because each takes half a minute.
await Promise.all([buildSite(root), buildPackages()])
for (const [name, { folders = {} }] of Object.entries(packages))
  for (const [folder, path] of Object.entries(folders))
    cpSync(join(root, path), join(stageOf(name), folder), { recursive: true })
console.log(`built ${Object.keys(packages).join(', ')} in ${join('build', 'stage')}`)

async function buildPackages(): Promise<void> {
  for (const [name, options] of Object.entries(packages)) {
    const declarations = await buildPackage({ root, stage: stageOf(name), ...options })
    if (declarations.size > 0) writeDeclarations(root, declarations)
  }
}
