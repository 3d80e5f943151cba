import { after, before, describe, test } from 'node:test'
import { TestServer } from '../harness/test-server.ts'
import { contents } from './contents.ts'
import { generations } from './generations.ts'
import type { Content, Participant, Shown, Target } from './participant.ts'
import { EDITED, sees } from './sees.ts'

const names = Object.keys(generations)

describe('two users with different generations of the SDKs', () => {
  let server: TestServer
  const users = new Map<string, Participant>()
  before(async () => {
    server = await TestServer.start()
    await server.users(...names)
    for (const [name, { open }] of Object.entries(generations)) users.set(name, await open(server, name))
  })
  after(async () => {
    for (const user of users.values()) await user[Symbol.asyncDispose]()
    await server.close()
  })

  for (const from of names)
    for (const to of names.filter((name) => name !== from))
      test(`what ${from} sends, edits and recalls is delivered to and read by ${to}`, async () => {
        const [sender, receiver] = [users.get(from)!, users.get(to)!]
        const there: Target = { chat: 'user', id: to }
        const say = async (content: Content): Promise<Shown> => ({
          shows: 'message',
          id: await sender.send(content, there),
          from,
          content,
        })
        const delivered = (messages: readonly Shown[]): Shown[] =>
          generations[to]!.confirmsDelivery ? messages.map(({ id }) => ({ shows: 'delivered', id })) : []

        const said: Shown[] = []
        for (const content of contents) said.push(await say(content))
        await sees(receiver, said)
        const { id } = said[0]!
        await receiver.read(id, { chat: 'user', id: from })
        await sees(sender, [...delivered(said), { shows: 'read', id }])

        const changes: Shown[] = []
        if (sender.edit) {
          await sender.edit(id, EDITED, there)
          changes.push({ shows: 'edit', id, msg: EDITED })
        }
        await sender.recall(id, there)
        const last = await say({ type: 'txt', msg: 'that was all' })
        await sees(receiver, [...changes, { shows: 'recall', id }, last])
        await sees(sender, delivered([last]))
      })
})
