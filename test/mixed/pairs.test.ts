import { after, before, describe, test } from 'node:test'
import { TestServer } from '../harness/test-server.ts'
import { actBetweenTwo } from './act-between-two.ts'
import { generations, type Member } from './generations.ts'

const names = Object.keys(generations)

describe('two users with different generations of the SDKs', () => {
  let server: TestServer
  const users = new Map<string, Member>()
  before(async () => {
    server = await TestServer.start()
    await server.users(...names)
    for (const [name, generation] of Object.entries(generations))
      users.set(name, { client: await generation.open(server, name), generation })
  })
  after(async () => {
    for (const { client } of users.values()) await client[Symbol.asyncDispose]()
    await server.close()
  })

  for (const from of names)
    for (const to of names.filter((name) => name !== from))
      test(`what ${from} sends, edits and recalls is delivered to and read by ${to}`, () =>
        actBetweenTwo(users.get(from)!, users.get(to)!))
})
