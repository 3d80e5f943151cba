// npm run setup:examples: fetches what the pages and examples let their readers install into a cache outside of the clone, so that
// tests run their commands as printed, without network.
import { existsSync } from 'node:fs'
import { rm } from 'node:fs/promises'
import { join } from 'node:path'
import { makeFolder } from '../harness/make-folder.ts'
import { run } from '../harness/run-program.ts'
import { downloadsFolder, npmPackages, npmSettings } from './downloads.ts'

if (!existsSync(downloadsFolder))
  await makeFolder(downloadsFolder, async (folder) => {
    const scratch = join(folder, 'scratch')
    const words = ['install', '--prefix', scratch, '--ignore-scripts', '--no-save', ...npmPackages]
    await run('npm', words, npmSettings(folder))
    await rm(scratch, { recursive: true })
  })
console.log(`The packages of the examples are ready in ${downloadsFolder}`)
