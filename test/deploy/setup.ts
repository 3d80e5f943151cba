// npm run setup:deploy: fetches what tests of deploy/ need into a folder outside of the clone. What is there is kept.
import { existsSync } from 'node:fs'
import { makeFolder } from '../harness/make-folder.ts'
import { run } from '../harness/run-program.ts'
import { chartTools, pythonPackages } from './installation.ts'

if (!existsSync(chartTools))
  await makeFolder(chartTools, async (folder) => {
    await run('python3', [
      '-m',
      'pip',
      'install',
      '-q',
      '--no-compile',
      '--target',
      folder,
      ...pythonPackages,
    ])
  })
console.log(`Helm is ready in ${chartTools}`)
