import assert from 'node:assert/strict'
import { globSync } from 'node:fs'
import { copyFile, mkdir, mkdtemp, rm, symlink, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { delimiter, join } from 'node:path'
import { after, before, describe, test } from 'node:test'
import { run } from '../harness/run-program.ts'
import { TestServer } from '../harness/test-server.ts'
import { findJdk } from '../native/installation.ts'
import { generatorsFolder, programs, withoutGenerators } from './clients/installation.ts'

/** Generates clients from what a server says of itself, compiles them, and lets them call that server. */
describe('clients generated from /openapi.json compile, register and send', {
  skip: withoutGenerators(),
}, () => {
  let server: TestServer
  let folder: string
  let document: string
  before(async () => {
    server = await TestServer.start()
    await server.request('POST', '/acme/chat/users', { username: 'bob', password: 'secret' })
    folder = await mkdtemp(join(tmpdir(), 'ringpost-clients-'))
    document = join(folder, 'openapi.json')
    const { body } = await server.request('GET', '/openapi.json', undefined, { token: null })
    await writeFile(document, JSON.stringify(body))
  })
  after(async () => {
    await server.close()
    await rm(folder, { recursive: true, force: true })
  })

  /** The program printed the id of a message that bob has. */
  async function assertSent(printed: string): Promise<void> {
    const id = printed.trim()
    assert.match(id, /^\d{15,}$/)
    const { body } = await server.request('GET', `/acme/chat/users/bob/offline_msg_status/${id}`)
    assert.deepEqual(body.data, { [id]: 'undelivered' })
  }

  test('[tokens.issue] [users.register] [messages.sendToUsers] openapi-typescript', async () => {
    const own = join(folder, 'typescript')
    const modules = join(generatorsFolder, 'node_modules')
    await mkdir(own)
    await symlink(modules, join(own, 'node_modules'))
    await copyFile(join(programs, 'call-server.mts'), join(own, 'call-server.mts'))
    await writeFile(join(own, 'package.json'), '{"type":"module"}')
    const node = process.execPath
    const generator = join(modules, 'openapi-typescript/bin/cli.js')
    await run(node, [generator, document, '-o', join(own, 'api.d.ts')])
    await run(node, [
      join(import.meta.dirname, '../../node_modules/typescript/bin/tsc'),
      ...['--ignoreConfig', '--strict', '--noEmit', '--module', 'nodenext', '--target', 'es2024'],
      ...['--typeRoots', join(import.meta.dirname, '../../node_modules/@types'), '--types', 'node'],
      join(own, 'call-server.mts'),
    ])
    await assertSent(await run(node, [join(own, 'call-server.mts'), server.url]))
  })

  test('[tokens.issue] [users.register] [messages.sendToUsers] openapi-python-client', async () => {
    const own = join(folder, 'python')
    const PYTHONPATH = [join(generatorsFolder, 'python'), own].join(delimiter)
    const client = join(own, 'ringpost_client')
    await mkdir(own)
    const printed = await run(
      'python3',
      [
        ...['-m', 'openapi_python_client', 'generate', '--path', document],
        ...['--output-path', client, '--meta', 'none'],
      ],
      { PYTHONPATH },
    )
    // It warns of what it leaves out. That ruff, which would format the sources, is not in PATH is not our concern.
    assert.doesNotMatch(printed, /WARNING|ERROR|omitted/)
    await run('python3', ['-m', 'compileall', '-q', client])
    const program = join(programs, 'call_server.py')
    await assertSent(await run('python3', [program, server.url], { PYTHONPATH }))
  })

  test('[tokens.issue] [users.register] [messages.sendToUsers] OpenAPI Generator for Java', async () => {
    const own = join(folder, 'java')
    const jars = join(generatorsFolder, 'jars')
    const jdk = findJdk()!
    const [generator] = globSync(join(jars, 'openapi-generator-cli-*.jar'))
    // Short runs are over before the second compiler of the JVM pays.
    const quick = ['-XX:TieredStopAtLevel=1', '-XX:+UseSerialGC']
    await run(join(jdk, 'bin/java'), [
      ...[...quick, '-jar', generator!, 'generate', '-g', 'java', '-i', document, '-o', own],
      ...['--global-property', 'apiTests=false,modelTests=false,apiDocs=false,modelDocs=false'],
    ])
    const sources = globSync(join(own, 'src/main/java/**/*.java'))
    const list = join(own, 'sources.txt')
    await writeFile(list, [...sources, join(programs, 'CallServer.java')].join('\n'))
    const libraries = join(jars, '*')
    const classes = join(own, 'classes')
    await run(join(jdk, 'bin/javac'), [
      ...[
        ...quick.map((option) => `-J${option}`),
        '-nowarn',
        '-proc:none',
        '-d',
        classes,
        '-cp',
        libraries,
        `@${list}`,
      ],
    ])
    const classPath = [classes, libraries].join(delimiter)
    const words = [...quick, '-cp', classPath, 'CallServer', server.url]
    await assertSent(await run(join(jdk, 'bin/java'), words))
  })
})
