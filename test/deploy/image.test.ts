import assert from 'node:assert/strict'
import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { readdirSync, readFileSync } from 'node:fs'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, before, describe, test } from 'node:test'
import { builtPackages } from '../harness/packages.ts'
import { run } from '../harness/run-program.ts'
import { Rest } from '../package/rest.ts'
import { baseImage, baseStore, withoutBaseImage } from './installation.ts'

/** The part of an image's configuration that is looked at here; durations are nanoseconds. */
interface ImageConfig {
  User: string
  StopSignal: NodeJS.Signals
  Entrypoint: string[]
  Cmd: string[]
  Healthcheck: { Test: string[]; StartPeriod: number }
}

describe('the image of deploy/Dockerfile', { skip: withoutBaseImage() }, () => {
  let folder: string
  let store: string[]
  let config: ImageConfig
  let sizes: number[]
  const buildah = (...words: string[]) => run('buildah', [...store, ...words])
  /** Runs a command in the container, in the network of this machine. */
  const within = (env: Record<string, string>, command: string[]): [string, string[]] => {
    const variables = Object.entries(env).flatMap(([name, value]) => ['--env', `${name}=${value}`])
    const isolation = ['--isolation', 'chroot', '--network', 'host']
    return ['buildah', [...store, 'run', ...isolation, ...variables, 'container', '--', ...command]]
  }

  before(async () => {
    await builtPackages()
    folder = await mkdtemp(join(tmpdir(), 'ringpost-image-'))
    store = [
      ...['--root', join(folder, 'store'), '--runroot', join(folder, 'run')],
      ...['--storage-driver', 'overlay', '--storage-opt', `overlay.imagestore=${baseStore}`],
    ]
    await buildah(
      ...['bud', '-q', '--isolation', 'chroot', '--network', 'host', '--format', 'docker', '--pull-never'],
      ...['--build-arg', `NODE=${baseImage}`, '--build-arg', 'FFMPEG='],
      ...['-f', 'deploy/Dockerfile', '-t', 'ringpost', '.'],
    )
    const { Docker, Manifest } = JSON.parse(await buildah('inspect', '--type', 'image', 'ringpost'))
    config = Docker.config
    sizes = JSON.parse(Manifest).layers.map(({ size }: { size: number }) => size)
    await buildah('from', '--pull-never', '--name', 'container', 'localhost/ringpost')
  })
  after(async () => {
    if (folder === undefined) return
    await buildah('rm', '--all').catch(() => {})
    await rm(folder, { recursive: true, force: true })
  })

  test('it says how it is run, watched and stopped, and is not root', () => {
    assert.match(config.User, /^[1-9]\d*:[1-9]\d*$/)
    assert.equal(config.StopSignal, 'SIGTERM')
    assert.deepEqual([...config.Entrypoint, ...config.Cmd], ['ringpost', 'start'])
    assert.equal(config.Healthcheck.Test[0], 'CMD')
    assert.ok(config.Healthcheck.StartPeriod >= 10e9)
  })

  test('it has one Node, and adds little to it', async (t) => {
    const [program, words] = within({}, [
      'find',
      '/usr',
      '/opt',
      '/bin',
      '-xdev',
      '-type',
      'f',
      '-name',
      'node',
    ])
    assert.deepEqual((await run(program, words)).trim().split('\n'), ['/usr/local/bin/node'])
    const [base, ...ours] = sizes.map((size) => size / 1e6)
    const added = ours.reduce((sum, size) => sum + size, 0)
    t.diagnostic(`${Math.round(added)} MB on a base of ${Math.round(base!)} MB`)
    assert.ok(added < 70, `${added} MB`)
  })

  test('it serves a message as another account than root, is healthy, and stops when asked to', async () => {
    const settings = { PORT: '0', HOST: '127.0.0.1', RINGPOST_BOOTSTRAP: 'acme#chat:id:secret' }
    const [program, words] = within(settings, [...config.Entrypoint, ...config.Cmd])
    const container = spawn(program, words, { stdio: ['ignore', 'pipe', 'pipe'] })
    try {
      const url = await readyUrl(container)
      const rest = await Rest.open(url)
      for (const user of ['alice', 'bob']) await rest.user(user)
      await rest.send('alice', 'bob', 'from a container')
      const body = { queue: 'alice@easemob.com', start: -1, end: -1 }
      const history = await rest.call('POST', '/users/bob/messageroaming', body, await rest.login('bob'))
      assert.match(Buffer.from(history.data.msgs[0].msg, 'base64').toString('latin1'), /from a container/)
      await run(...within({ PORT: new URL(url).port }, config.Healthcheck.Test.slice(1)))

      const server = innermost(container.pid!)
      const [, uid] = /^Uid:\s+(\d+)/m.exec(readFileSync(`/proc/${server}/status`, 'utf8'))!
      assert.equal(uid, config.User.split(':')[0])
      const ended = once(container, 'exit')
      // buildah itself would end it by SIGKILL.
      process.kill(server, config.StopSignal)
      assert.deepEqual(await ended, [0, null])
    } finally {
      if (container.exitCode === null) container.kill('SIGTERM')
    }
  })
})

/** Where the server in a container listens. @throws Error with its output if it ends before. */
function readyUrl(container: ChildProcess): Promise<string> {
  return new Promise((resolve, reject) => {
    let output = ''
    const take = (chunk: Buffer) => {
      output += chunk.toString('utf8')
      const ready = /^Ringpost is ready at (\S+) .*$/m.exec(output)
      if (ready !== null) resolve(ready[1]!)
    }
    container.stdout!.on('data', take)
    container.stderr!.on('data', take)
    container.once('close', (code) => reject(new Error(`ended with ${code}: ${output}`)))
  })
}

/** The process that a chain of others has started. */
function innermost(pid: number): number {
  const threads = readdirSync(`/proc/${pid}/task`)
  const children = threads.map((thread) =>
    readFileSync(`/proc/${pid}/task/${thread}/children`, 'utf8').trim(),
  )
  const child = Number.parseInt(children.join(' ').trim(), 10)
  return Number.isNaN(child) ? pid : innermost(child)
}
