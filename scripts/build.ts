// npm run build: builds the packages that are published, each into a folder of build/stage that `npm pack` takes as it is.
import { join } from 'node:path'
import { buildPackage } from './build/build-package.ts'
import { writeDeclarations } from './build/declarations.ts'
import { packages } from './build/packages.ts'

const root = join(import.meta.dirname, '..')

for (const [name, options] of Object.entries(packages)) {
  const declarations = await buildPackage({ root, stage: join(root, 'build/stage', name), ...options })
  if (declarations.size > 0) writeDeclarations(root, declarations)
}
console.log(`built ${Object.keys(packages).join(', ')} in ${join('build', 'stage')}`)
