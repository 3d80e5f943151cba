import assert from 'node:assert/strict'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, before, describe, test } from 'node:test'
import { freePort } from '../harness/free-port.ts'
import { shellBlocks, Terminal } from '../harness/terminal.ts'

describe('the README, line by line', () => {
  let data: string
  let env: NodeJS.ProcessEnv
  let port: number
  const terminals: Terminal[] = []
  const terminal = () => {
    const opened = new Terminal(env)
    terminals.push(opened)
    return opened
  }

  before(async () => {
    data = await mkdtemp(join(tmpdir(), 'ringpost-readme-'))
    port = await freePort()
    const { PATH, HOME } = process.env
    env = {
      PATH,
      HOME,
      PORT: String(port),
      RINGPOST_DATA: data,
      SERVER: `http://localhost:${port}`,
      RINGPOST_PASSWORD_COST: '1024',
    }
  })
  after(async () => {
    for (const opened of terminals) opened.kill()
    await rm(data, { recursive: true, force: true })
  })

  test('both languages show the same commands', async () => {
    assert.deepEqual(await shellBlocks('README.zh-CN.md'), await shellBlocks('README.md'))
  })

  test('hello in three generations waits for bob through kill -9, arrives in the official SDK, and new messages arrive live', async () => {
    const blocks = (await shellBlocks('README.md')).map((block) =>
      block.replaceAll('localhost:8080', `localhost:${port}`),
    )
    const find = (text: string) =>
      blocks.find((block) => block.includes(text)) ?? assert.fail(`no block with ${text}`)
    const start = find('npm install && npm start').replace('npm install && ', '')

    const first = terminal()
    first.type(start)
    await first.shows(/Ringpost is ready at/)

    const shell = terminal()
    assert.match(await shell.run(find("app show 'demo#demo'\n")), /client secret: YXA6/)
    await shell.run(find('CLIENT_ID='))
    assert.match(await shell.run('echo "token: $TOKEN"'), /token: YWMt/)
    assert.match(await shell.run(find('"username":"alice"')), /"username":"bob"/)
    const sent = await shell.run(find('hello, 2013'))
    assert.match(sent, /"bob":"\d+"[\s\S]*"bob":"success"[\s\S]*"result_code":200/)

    first.kill()
    const second = terminal()
    second.type(start)
    await second.shows(/Ringpost is ready at/)

    const [token, receive] = find('npm run -s receive').trim().split('\n') as [string, string]
    await shell.run(token)
    const bob = await shell.run('echo "$BOB"')
    const listener = terminal()
    listener.type(`BOB=${bob.trim()}\n${receive}`)
    await listener.shows(/alice: hello, 2022[\s\S]*alice: hello, 2014/)
    await listener.shows(/admin: hello, 2013/)
    await shell.run(find('hello, 2013').split('\n').slice(0, 2).join('\n').replace('hello, 2022', 'and live'))
    await listener.shows(/alice: and live/)
    assert.equal(listener.output.match(/hello, 2022/g)?.length, 1)
  })

  test('--help works', async () => {
    const help = (await shellBlocks('README.md')).find((block) => block.includes('--help')) ?? ''
    assert.match(await terminal().run(help), /Usage: ringpost[\s\S]*Exit codes: /)
  })
})
