import { after, before, describe, test } from 'node:test'
import { TestServer } from '../harness/test-server.ts'
import { contentsInOrder } from './contents.ts'
import { generations } from './generations.ts'
import type { Shown, Target } from './participant.ts'
import { sees } from './sees.ts'

describe('members of a group who were offline', () => {
  let server: TestServer
  const said: Shown[] = []
  before(async () => {
    server = await TestServer.start()
    const names = Object.keys(generations)
    const members = [...names, ...names.map(lateOf)]
    await server.users('owner', ...members)
    const request = { groupname: 'all', public: true, owner: 'owner', members }
    const { body } = await server.call('POST', '/chatgroups', request)
    const group: Target = { chat: 'group', id: body.data.groupid }
    for (const [from, { open }] of Object.entries(generations)) {
      await using sender = await open(server, from)
      for (const content of contentsInOrder)
        said.push({ shows: 'message', id: await sender.send(content, group), from, content })
    }
  })
  after(() => server.close())

  for (const [name, generation] of Object.entries(generations))
    test(`${name} shows what all generations have said, in order`, async () => {
      await using client = await generation.open(server, lateOf(name))
      await sees({ client, generation }, said)
    })
})

const lateOf = (name: string) => `late-${name}`
