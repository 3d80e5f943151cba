import assert from 'node:assert/strict'
import { existsSync, readFileSync } from 'node:fs'
import { chmod, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, before, describe, test } from 'node:test'
import { ServerProcess } from '../harness/cli-process.ts'
import { Terminal } from '../harness/terminal.ts'
import { allPages, type Block, blocksOf, difference } from './blocks.ts'
import { syntaxErrors, withoutParsers } from './parsers.ts'

const root = join(import.meta.dirname, '../..')

/** Pages whose blocks another test runs, because they need more than one terminal or another world. */
const runElsewhere: readonly { pages: RegExp; by: string; why: string }[] = [
  {
    pages: /^(?:webhooks|push)$/,
    by: 'test/readme/pages.test.ts',
    why: 'receivers in terminals of their own',
  },
  { pages: /^start\/web$/, by: 'test/readme/start-web.test.ts', why: 'projects of their own' },
  {
    pages: /^start\/android$/,
    by: 'test/readme/start-android.test.ts',
    why: 'an app, which test/native runs without Android',
  },
  { pages: /^start\/server-/, by: 'test/readme/start-server.test.ts', why: 'projects of their own' },
  { pages: /^testing$/, by: 'test/testing/guide.test.ts', why: 'a file of tests, and an emulator' },
  { pages: /^start\/test-/, by: 'test/examples', why: 'projects of their own' },
  { pages: /^reference\//, by: 'test/docs', why: 'generated from the declarations, which are tested' },
]

/** Blocks that no machine of ours can run, and what they would need; they are parsed. */
const parsedOnly: Readonly<Record<string, string>> = {
  swift: 'Xcode and a Mac',
  dart: 'a Flutter project on a phone',
  csharp: 'Unity',
}

/** Blocks that are not for machines. Anything else must be run or parsed. */
const cannotRun: Readonly<Record<string, string>> = {
  text: 'shows what something looks like',
  console: 'shows what a terminal prints',
}

/** Blocks that must not run in a test, by their first line. */
const mustNotRun: Readonly<Record<string, string>> = {
  'npm install && npm run build && npm run pack':
    'no Docker daemon; test/deploy builds the image and checks the file',
  'helm install ringpost deploy/helm/ringpost \\':
    'no cluster; test/deploy renders the chart with these values',
}

/** Configuration of other programs: test/deploy runs them with it. */
const configuration = ['nginx', 'yaml']

const chinese = allPages.filter((page) => page.startsWith('zh/'))
const others = allPages.filter((page) => !page.startsWith('zh/'))
const isRunHere = (page: string) => !runElsewhere.some(({ pages }) => pages.test(page))
const where = (page: string, { line }: Block) => `docs/${page}.md:${line}`

describe('every block of every page', () => {
  test('is of a language that this test knows', () => {
    const known = ['sh', 'json', 'js', ...Object.keys({ ...parsedOnly, ...cannotRun }), ...configuration]
    const unknown = others
      .filter(isRunHere)
      .flatMap((page) => blocksOf(page).map((block) => ({ page, block })))
      .filter(({ page, block }) => !known.includes(block.language) && !isDrawing(page, block))
      .map(({ page, block }) => `${where(page, block)}: ${block.language}`)
    assert.deepEqual(unknown, [])
  })

  test('is in both languages the same, but for comments', () => {
    for (const page of chinese) {
      const commands = (of: string) =>
        blocksOf(of)
          .filter(({ language }) => language !== 'text' && language !== 'console')
          .map(({ language, file, text }) => [language, file, withoutComments(text)])
      assert.deepEqual(commands(page), commands(page.slice('zh/'.length)), page)
    }
  })

  test('that is run elsewhere has a test there', () => {
    for (const { pages, by } of runElsewhere)
      if (others.some((page) => pages.test(page))) assert.ok(existsSync(join(root, by)), by)
  })

  test('of JSON is JSON, of JavaScript compiles', () => {
    for (const page of others.filter(isRunHere))
      for (const block of blocksOf(page)) {
        if (block.language === 'json') for (const text of documents(block.text)) JSON.parse(text)
        else if (block.language === 'js')
          // An async function, so that top-level await is allowed; imports are left out.
          assert.doesNotThrow(
            () => new Function(`return async () => {${block.text.replaceAll(/^import .*$/gm, '')}}`),
            where(page, block),
          )
      }
  })
})

describe('blocks that nothing here can run', { skip: withoutParsers() }, () => {
  for (const language of Object.keys(parsedOnly))
    test(`are ${language} nevertheless`, async () => {
      const blocks = others
        .filter(isRunHere)
        .flatMap((page) => blocksOf(page).map((block) => ({ page, block })))
        .filter(({ block }) => block.language === language)
      assert.ok(blocks.length > 0, 'no block needs this language')
      for (const { page, block } of blocks) {
        // In Dart, statements are in functions; on the same line, so that numbers of lines stay.
        const text = language === 'dart' ? `void main() async {${block.text}}` : block.text
        assert.deepEqual(await syntaxErrors(language, text), [], where(page, block))
      }
      assert.notDeepEqual(await syntaxErrors(language, blocks[0]!.block.text.replace('(', '')), [])
    })
})

/** Comments in lines of their own are in the language of the page. */
function withoutComments(text: string): string {
  return text.replaceAll(/^[ \t]*(?:\/\/|\/\*\*|#|""").*$/gm, '')
}

/** Pages for contributors draw the paths of messages. */
function isDrawing(page: string, { language }: Block): boolean {
  return language === '' && /^(?:architecture$|decisions\/)/.test(page)
}

/** Several answers are shown one per line; a longer one is spread. */
function documents(text: string): string[] {
  const lines = text.trim().split('\n')
  return lines.every((line) => line.startsWith('{') && line.endsWith('}')) ? lines : [text]
}

describe('a reader who copies the commands of a page', { concurrency: 4 }, () => {
  const pages = others.filter(
    (page) =>
      isRunHere(page) &&
      !/^(?:decisions\/|architecture$)/.test(page) &&
      blocksOf(page).some(({ language }) => language === 'sh'),
  )
  let data: string
  let server: ServerProcess
  const prelude = () => blocksOf('start/first-steps').find(({ text }) => text.includes('call()'))?.text ?? ''

  before(async () => {
    data = await mkdtemp(join(tmpdir(), 'ringpost-blocks-'))
    const apps = pages.map((_page, i) => `demo#p${i}:client-${i}:secret-${i}`)
    server = await ServerProcess.start(data, {
      RINGPOST_BOOTSTRAP: apps.join(','),
      RINGPOST_ALLOW_INTERNAL_FETCH: 'on',
    })
    const main = join(root, 'packages/server/src/cli/main.ts')
    const command = join(data, 'ringpost')
    await writeFile(command, `#!/bin/sh\nexec "${process.execPath}" "${main}" "$@"\n`)
    await chmod(command, 0o755)
  })
  after(async () => {
    await server.end('SIGTERM')
    await rm(data, { recursive: true, force: true, maxRetries: 10 })
  })

  for (const [i, page] of pages.entries())
    test(`docs/${page}.md`, async () => {
      const app = `p${i}`
      const adapt = (text: string) =>
        text
          .replaceAll('http://localhost:8080', server.url)
          .replaceAll('demo/demo', `demo/${app}`)
          .replaceAll('demo#demo', `demo#${app}`)
      const { HOME, PATH } = process.env
      const terminal = new Terminal({
        HOME,
        PATH: `${data}:${PATH}`,
        RINGPOST_DATA: data,
        RINGPOST_PASSWORD_COST: '1024',
        TMPDIR: data,
      })
      try {
        await terminal.run(`mkdir "$TMPDIR/${app}" && cd "$TMPDIR/${app}"\n${adapt(prelude())}`)
        if (page !== 'start/first-steps') await terminal.run(`call POST /users '${JSON.stringify(people)}'`)
        const blocks = blocksOf(page)
        for (const [index, block] of blocks.entries()) {
          if (block.language !== 'sh' || mustNotRun[block.text.split('\n', 1)[0]!] !== undefined) continue
          const output = await terminal.run(`${adapt(block.text)}\nstatus=$?; echo; echo "status $status"`)
          const next = blocks[index + 1]
          const shown =
            next?.language === 'json' && isDirectlyBehind(page, block, next) ? documents(next.text) : []
          assert.match(output, /status 0\s*$/, `${where(page, block)}: ${output}`)
          if (!shown.some((each) => each.includes('"error"')))
            assert.doesNotMatch(output, /"error(?:_description)?":/, `${where(page, block)}: ${output}`)
          const answers = output.split('\n').filter((line) => line.startsWith('{'))
          assert.ok(answers.length >= shown.length, `${where(page, block)} printed ${output}`)
          for (const [n, text] of shown.entries()) {
            const real: unknown = JSON.parse(answers[answers.length - shown.length + n]!)
            assert.equal(
              difference(JSON.parse(adapt(text)), real),
              undefined,
              `${where(page, next!)}: ${output}`,
            )
          }
        }
      } finally {
        terminal.kill()
      }
    })
})

/** Every page may count on them; the first steps make them. */
const people = ['alice', 'bob', 'carol'].map((username) => ({ username, password: 'secret' }))

/** At most one line of text between a command and what it answers. */
function isDirectlyBehind(page: string, block: Block, next: Block): boolean {
  const lines = readFileSync(join(root, `docs/${page}.md`), 'utf8').split('\n')
  const end = block.line + block.text.split('\n').length
  return lines.slice(end, next.line - 2).filter((line) => line.trim() !== '').length <= 1
}
