import assert from 'node:assert/strict'
import { execFileSync } from 'node:child_process'
import { statSync } from 'node:fs'
import { readFile } from 'node:fs/promises'
import { after, before, test } from 'node:test'
import { publint } from 'publint'
import { formatMessage } from 'publint/utils'
import { builtPackages } from '../harness/packages.ts'
import { Installation } from './installation.ts'

/** Most that a tarball may weigh, in bytes. */
const MOST: Record<string, number> = {
  ringpost: 5_000_000,
  '@ringpost/client': 60_000,
  '@ringpost/testing': 60_000,
}

let tarballs: Record<string, string>
let installed: Installation
before(async () => {
  tarballs = await builtPackages()
  installed = await Installation.make(...Object.values(tarballs))
})
after(() => installed?.[Symbol.asyncDispose]())

test('tarballs hold what is needed and no more, and weigh what they may', () => {
  assert.deepEqual(Object.keys(tarballs).sort(), Object.keys(MOST).sort())
  for (const [name, tarball] of Object.entries(tarballs)) {
    const { size } = statSync(tarball)
    assert.ok(size <= MOST[name]!, `${name} weighs ${size} bytes`)
    const files = execFileSync('tar', ['tzf', tarball], { encoding: 'utf8' }).trim().split('\n')
    const known =
      /^package\/(?:package\.json|README\.md|LICENSE|CHANGELOG\.md|THIRD-PARTY-LICENSES|bin\/ringpost\.cjs|dist\/(?:[\w.-]+\.js(?:\.map)?|[\w.-]+\.d\.ts|docs-page\.css)|site\/.+)$/
    assert.deepEqual(
      files.filter((file) => !known.test(file)),
      [],
    )
    for (const file of files.filter((each) => /^package\/dist\/.*\.js$/.test(each)))
      assert.ok(files.includes(`${file}.map`), `${file} has no source map`)
  }
})

test('publint finds nothing wrong', async () => {
  for (const name of Object.keys(tarballs)) {
    const pkgDir = installed.path('node_modules', name)
    const { messages, pkg } = await publint({ pkgDir, pack: false, strict: true })
    assert.deepEqual(
      messages.map((message) => formatMessage(message, pkg)),
      [],
      name,
    )
  }
})

test('everything installed together takes less than 60 MB', async (t) => {
  const size = Number((await installed.run('du', '-sb', 'node_modules')).split('\t')[0])
  t.diagnostic(`${Math.round(size / 1e6)} MB installed`)
  assert.ok(size < 60_000_000, `${size} bytes`)
})

test('licences of what is bundled are there', async () => {
  const text = await installed.run('cat', 'node_modules/ringpost/THIRD-PARTY-LICENSES')
  for (const name of ['pg', '@aws-sdk/client-s3', '@nats-io/nats-core', 'protobufjs', 'typebox', 'ws'])
    assert.match(text, new RegExp(`^${name} \\d+\\.`, 'm'))
})

test('the declarations compile for those who use them, with every check on', async () => {
  await installed.write(
    'use.ts',
    `import { ConfigError, type RingpostServer, type Settings, startServer } from 'ringpost'
const settings: Settings = { port: 0, data: './data', passwordCost: 1024 }
export async function use(): Promise<string> {
  await using server: RingpostServer = await startServer(settings)
  if (server.apps.length === 0) throw new ConfigError('none')
  return server.url
}
// @ts-expect-error there is no such setting
await startServer({ prot: 1 })
`,
  )
  await installed.write(
    'call.ts',
    `import { Client } from '@ringpost/client'
const client = new Client({ url: 'http://localhost', app: 'a#b', token: 't' })
export async function use(): Promise<string> {
  const { data } = await client.call('users.get', { params: { username: 'alice' } })
  return data[0]!.username
}
// @ts-expect-error the operation needs a body
await client.call('users.register')
`,
  )
  await installed.write(
    'emulate.ts',
    `import { start } from '@ringpost/testing'
export async function use(): Promise<string> {
  await using server = await start()
  return (await server.createApp()).token('amy')
}
// @ts-expect-error there is no such option
await start({ clok: 1 })
`,
  )
  await compile('use.ts', 'call.ts', 'emulate.ts')
})

test('every entry point is found by TypeScript and by Node, from ES modules and from CommonJS', async () => {
  const points = await entryPoints()
  assert.ok(points.length > Object.keys(tarballs).length, points.join())
  const names = `export const all: readonly object[] = [${points.map((_point, i) => `e${i}`).join()}]\n`
  const lines = (line: (point: string, i: number) => string) => points.map(line).join('\n')
  await installed.write('every.mts', `${lines((point, i) => `import * as e${i} from '${point}'`)}\n${names}`)
  await installed.write('every.cts', `${lines((point, i) => `import e${i} = require('${point}')`)}\n${names}`)
  await compile('every.mts')
  await compileAs('nodenext', 'every.cts')
  await installed.module(
    'every.mjs',
    lines((point) => `await import('${point}')`),
  )
  await installed.module(
    'every.cjs',
    lines((point) => `require('${point}')`),
  )
})

/** What the packages export to programs, as these write it. */
async function entryPoints(): Promise<string[]> {
  const found: string[] = []
  for (const name of Object.keys(tarballs)) {
    const text = await readFile(installed.path('node_modules', name, 'package.json'), 'utf8')
    const paths = Object.keys(JSON.parse(text).exports).filter((path) => !path.endsWith('.json'))
    found.push(...paths.map((path) => name + path.slice(1)))
  }
  return found
}

async function compile(...files: string[]): Promise<void> {
  for (const kind of ['nodenext', 'bundler']) await compileAs(kind, ...files)
}

/** @param kind how TypeScript resolves imports. */
async function compileAs(kind: string, ...files: string[]): Promise<void> {
  const root = process.cwd()
  const config = {
    compilerOptions: {
      ...{ noEmit: true, strict: true, skipLibCheck: false, exactOptionalPropertyTypes: true },
      ...{ target: 'es2023', lib: ['es2023', 'esnext.disposable', 'dom'] },
      ...{ module: kind === 'bundler' ? 'esnext' : 'nodenext', moduleResolution: kind },
      ...{ typeRoots: [`${root}/node_modules/@types`], types: ['node'] },
    },
    files,
  }
  const name = `tsconfig.${kind}.json`
  await installed.write(name, JSON.stringify(config))
  const compiled = installed.run(process.execPath, `${root}/node_modules/typescript/bin/tsc`, '-p', name)
  await compiled.catch((error: { stdout: string }) => assert.fail(`${kind}: ${error.stdout}`))
}
