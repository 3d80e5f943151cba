import assert from 'node:assert/strict'
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtemp, rm } from 'node:fs/promises'
import { connect } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { test } from 'node:test'
import { fileURLToPath } from 'node:url'
import { ServerProcess } from '../harness/cli-process.ts'

const root = fileURLToPath(new URL('../..', import.meta.url))
const elsewhere = process.platform === 'linux' ? false : 'a killed npm is noticed on Linux only'

for (const signal of ['SIGTERM', 'SIGKILL'] as const) {
  test(`${signal} to npm start ends the server: port and data folder are free`, {
    skip: elsewhere,
  }, async () => {
    const data = await mkdtemp(join(tmpdir(), 'ringpost-npm-'))
    const { PATH, HOME } = process.env
    const npm = spawn('npm', ['start'], {
      cwd: root,
      env: { PATH, HOME, HOST: '127.0.0.1', PORT: '0', RINGPOST_DATA: data },
      stdio: ['ignore', 'pipe', 'ignore'],
    })
    // The server keeps its end of the pipe open until it ends.
    const closed = once(npm.stdout, 'end')
    let output = ''
    await new Promise<void>((resolve) =>
      npm.stdout.on('data', (chunk) => {
        output += chunk
        if (output.includes('a token:')) resolve()
      }),
    )
    const port = Number(/ready at \S+:(\d+)/.exec(output)?.[1])
    npm.kill(signal)
    await closed
    const socket = connect(port, '127.0.0.1')
    const [error] = (await once(socket, 'error')) as [NodeJS.ErrnoException]
    assert.equal(error.code, 'ECONNREFUSED')
    await using again = await ServerProcess.start(data)
    assert.equal(await again.end('SIGTERM'), 0)
    await rm(data, { recursive: true, force: true })
  })
}
