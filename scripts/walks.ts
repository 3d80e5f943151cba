// Counts our files and functions that a request enters on the event loop, using V8's precise coverage. Each walk runs once
// before it is counted, so that one-time work does not count. With `--list`, also prints their names.
import { Session } from 'node:inspector/promises'
import { relative } from 'node:path'
import { pathToFileURL } from 'node:url'
import { parseArgs } from 'node:util'
import { RawClient } from '../test/gateway/raw-client.ts'
import { TestServer } from '../test/harness/test-server.ts'

const { list } = parseArgs({ options: { list: { type: 'boolean', default: false } } }).values
const packages = pathToFileURL(`${import.meta.dirname}/../packages/`).href

const server = await TestServer.start()
const inspector = new Session()
inspector.connect()
try {
  await server.users('alice', 'bob', 'carol')
  const alice = await RawClient.login(server.wsUrl, { user: 'alice', token: await server.userToken('alice') })
  const receivers = []
  for (const user of ['bob', 'carol']) {
    const client = await RawClient.login(server.wsUrl, { user, token: await server.userToken(user) })
    await client.goLive()
    receivers.push(client)
  }
  const upload = () => {
    const form = new FormData()
    form.append('file', new Blob(['some text']), 'notes.txt')
    return fetch(`${server.url}/acme/chat/chatfiles`, {
      method: 'POST',
      headers: { authorization: `Bearer ${server.appToken}` },
      body: form,
    }).then((response) => response.json())
  }
  const body = { groupname: 'walkers', desc: '', public: true, owner: 'alice', members: ['bob', 'carol'] }
  const group = (await server.call('POST', '/chatgroups', body)).body.data.groupid
  const message = { from: 'alice', to: ['bob'], type: 'txt', body: { msg: 'hello' } }
  await walk('POST /messages/users', () => server.call('POST', '/messages/users', message))
  await walk('a CHAT frame', () => alice.deliver('bob', 'hello'))
  const members = ['bob', 'carol']
  await walk('a member removal', () => server.call('DELETE', `/chatgroups/${group}/users/${members.pop()}`))
  await walk('an upload', upload)
  for (const client of [alice, ...receivers]) await client.drop()
} finally {
  inspector.disconnect()
  await server.close()
}

/** Performs the act twice and reports on the second time. */
async function walk(name: string, act: () => Promise<unknown>): Promise<void> {
  await act()
  await settled()
  await inspector.post('Profiler.enable')
  await inspector.post('Profiler.startPreciseCoverage', { callCount: true, detailed: false })
  await inspector.post('Profiler.takePreciseCoverage')
  await act()
  await settled()
  const { result } = await inspector.post('Profiler.takePreciseCoverage')
  await inspector.post('Profiler.stopPreciseCoverage')
  await inspector.post('Profiler.disable')
  const entered = result
    .filter(({ url }) => url.startsWith(packages))
    .map(({ url, functions }) => ({
      file: relative(new URL(packages).pathname, new URL(url).pathname),
      functions: functions.filter(({ ranges: [range] }) => range!.count > 0 && range!.startOffset > 0),
    }))
    .filter(({ functions }) => functions.length > 0)
  const count = entered.reduce((sum, { functions }) => sum + functions.length, 0)
  console.log(`${name}: ${entered.length} files, ${count} functions`)
  if (!list) return
  for (const { file, functions } of entered.sort((a, b) => (a.file < b.file ? -1 : 1)))
    console.log(`  ${file}: ${functions.map(({ functionName }) => functionName || '(anonymous)').join(', ')}`)
}

/** Waits until the work that an act leaves behind after its answer is done. */
async function settled(): Promise<void> {
  await new Promise((resolve) => setTimeout(resolve, 500))
}
