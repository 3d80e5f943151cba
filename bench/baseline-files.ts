// Baseline for files: `node:http` with a stream to or from one file, synced before the answer as in Ringpost.
import { createReadStream, createWriteStream } from 'node:fs'
import { mkdtemp, open, rm } from 'node:fs/promises'
import { createServer } from 'node:http'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { pipeline } from 'node:stream/promises'
import { announce } from './harness/announce.ts'

const folder = await mkdtemp(join(tmpdir(), 'ringpost-bench-files-'))
const file = join(folder, 'file')
process.once('disconnect', () => rm(folder, { recursive: true, force: true }))
announce(
  createServer(async (request, response) => {
    if (request.method === 'GET') await pipeline(createReadStream(file), response)
    else {
      await pipeline(request, createWriteStream(file))
      const handle = await open(file)
      await handle.sync()
      await handle.close()
      response.end('{}')
    }
  }),
)
