// npm run setup:kit: fetches the UI kit for Agora Chat into a folder outside of the clone. As a dependency it would bring the tools
// that its authors build it with, 330 MB, which nothing of it needs.
import { existsSync } from 'node:fs'
import { rm } from 'node:fs/promises'
import { join } from 'node:path'
import { makeFolder } from '../harness/make-folder.ts'
import { run } from '../harness/run-program.ts'
import { agoraChatUikit, agoraFolder } from './kits.ts'

if (!existsSync(agoraFolder))
  await makeFolder(agoraFolder, async (folder) => {
    const { spec, integrity } = agoraChatUikit
    const [packed] = JSON.parse(await run('npm', ['pack', '--json', '--pack-destination', folder, spec]))
    if (packed.integrity !== integrity) throw new Error(`${spec} is not the archive that was published`)
    const archive = join(folder, packed.filename)
    await run('tar', ['xzf', archive, '-C', folder, '--strip-components=1'])
    await rm(archive)
  })
console.log(`The kit is ready in ${agoraFolder}`)
