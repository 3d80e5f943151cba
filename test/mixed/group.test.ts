import { after, before, describe, test } from 'node:test'
import { TestServer } from '../harness/test-server.ts'
import { actInGroup } from './act-in-group.ts'
import { generations, type Member } from './generations.ts'
import type { Content, Shown, Target } from './participant.ts'
import { sees } from './sees.ts'

/** Said before everything else, for combined messages to be made of. */
const FIRST = 'before everything'

describe('a group in which every member has another generation of the SDKs', () => {
  let server: TestServer
  let group: Target
  const members = new Map<string, Member>()
  before(async () => {
    server = await TestServer.start()
    const names = Object.keys(generations)
    await server.users('owner', ...names)
    const request = { groupname: 'all', public: true, owner: 'owner', members: names }
    const { body } = await server.call('POST', '/chatgroups', request)
    group = { chat: 'group', id: body.data.groupid }
    for (const [name, generation] of Object.entries(generations))
      members.set(name, { client: await generation.open(server, name), generation })
  })
  after(async () => {
    for (const { client } of members.values()) await client[Symbol.asyncDispose]()
    await server.close()
  })

  test('all show what the server API sends', async () => {
    const request = { from: 'owner', to: [group.id], type: 'txt', body: { msg: FIRST } }
    const { body } = await server.call('POST', '/messages/chatgroups', request)
    const content: Content = { type: 'txt', msg: FIRST }
    const first: Shown = { shows: 'message', from: 'owner', id: body.data[group.id], content }
    for (const member of members.values()) await sees(member, [first])
  })

  for (const name of Object.keys(generations))
    test(`all show what ${name} sends, edits and recalls, and it shows who has read it`, async () => {
      const sender = members.get(name)!
      const others = [...members.values()].filter((member) => member !== sender)
      await actInGroup(sender, others, group, FIRST)
    })
})
