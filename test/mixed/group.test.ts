import { after, before, describe, test } from 'node:test'
import { TestServer } from '../harness/test-server.ts'
import { contents } from './contents.ts'
import { generations } from './generations.ts'
import type { Content, Participant, Shown, Target } from './participant.ts'
import { EDITED, sees } from './sees.ts'

/** Said before everything else, for combined messages to be made of. */
const FIRST = 'before everything'

describe('a group in which every member has another generation of the SDKs', () => {
  let server: TestServer
  let group: Target
  const members = new Map<string, Participant>()
  before(async () => {
    server = await TestServer.start()
    const names = Object.keys(generations)
    await server.users('owner', ...names)
    const request = { groupname: 'all', public: true, owner: 'owner', members: names }
    const { body } = await server.call('POST', '/chatgroups', request)
    group = { chat: 'group', id: body.data.groupid }
    for (const [name, { open }] of Object.entries(generations)) members.set(name, await open(server, name))
  })
  after(async () => {
    for (const member of members.values()) await member[Symbol.asyncDispose]()
    await server.close()
  })

  test('all show what the server API sends', async () => {
    const request = { from: 'owner', to: [group.id], type: 'txt', body: { msg: FIRST } }
    const { body } = await server.call('POST', '/messages/chatgroups', request)
    const content: Content = { type: 'txt', msg: FIRST }
    const first: Shown = { shows: 'message', from: 'owner', id: body.data[group.id], content }
    for (const member of members.values()) await sees(member, [first])
  })

  for (const [name, { combines }] of Object.entries(generations))
    test(`all show what ${name} sends, edits and recalls, and it shows who has read it`, async () => {
      const sender = members.get(name)!
      const others = [...members.values()].filter((member) => member !== sender)
      const allSee = (done: readonly Shown[]) => Promise.all(others.map((other) => sees(other, done)))
      const say = async (content: Content): Promise<Shown> => ({
        shows: 'message',
        id: await sender.send(content, group),
        from: name,
        content,
      })

      const said: Shown[] = []
      for (const content of contents) said.push(await say(content))
      if (combines)
        said.push(await say({ type: 'combine', title: 't', summary: 's', ...combines, texts: [FIRST] }))
      const question = await say({ type: 'txt', msg: 'read this', asksForReceipts: true })
      await allSee([...said, question])

      const { id } = question
      for (const [i, other] of others.entries()) {
        await other.read(id, group)
        await sees(sender, [{ shows: 'read', id, readers: i + 1 }])
      }

      const changes: Shown[] = []
      if (sender.edit) {
        await sender.edit(id, EDITED, group)
        changes.push({ shows: 'edit', id, msg: EDITED })
      }
      await sender.recall(id, group)
      changes.push({ shows: 'recall', id }, await say({ type: 'txt', msg: 'that was all' }))
      await allSee(changes)
      await sees(sender, [])
    })
})
