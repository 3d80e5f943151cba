import assert from 'node:assert/strict'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, before, describe, test } from 'node:test'
import { TestServer } from '../harness/test-server.ts'
import { until } from '../harness/until.ts'
import { Device } from '../native/device.ts'
import { withoutNative } from '../native/installation.ts'
import { actBetweenTwo } from './act-between-two.ts'
import { actInGroup } from './act-in-group.ts'
import { Android } from './android.ts'
import { contentsInOrder } from './contents.ts'
import { asShownBy, type Generation, generations, type Member } from './generations.ts'
import type { Content, Shown, Target } from './participant.ts'
import { sees } from './sees.ts'

/** The Android SDK, 3.9.2. */
const android: Generation = {
  edits: 'nothing',
  combines: false,
  namesPictures: true,
  confirmsDelivery: true,
  followsCommands: false,
}

const PHONE = 'android-3.9'
const webs = Object.keys(generations)
/** Said before everything else, for combined messages to be made of. */
const FIRST = 'before everything'

describe('[socket.tcp] the Android SDK among all generations of the web SDKs', {
  skip: withoutNative(),
}, () => {
  let server: TestServer
  let folder: string
  let phone: Device
  let group: Target
  const members = new Map<string, Member>()
  before(async () => {
    server = await TestServer.start()
    folder = await mkdtemp(join(tmpdir(), 'ringpost-files-'))
    phone = await Device.start(server)
    const names = [PHONE, ...webs]
    await server.users('owner', 'late', ...names)
    const request = { groupname: 'all', public: true, owner: 'owner', members: names }
    const { body } = await server.call('POST', '/chatgroups', request)
    group = { chat: 'group', id: body.data.groupid }
    members.set(PHONE, { client: await Android.open(PHONE, phone, folder), generation: android })
    for (const [name, generation] of Object.entries(generations))
      members.set(name, { client: await generation.open(server, name), generation })
  })
  after(async () => {
    for (const { client } of members.values()) await client[Symbol.asyncDispose]()
    await phone?.[Symbol.asyncDispose]()
    await server.close()
    await rm(folder, { recursive: true, force: true })
  })

  test('in a group, all show what the server API sends', async () => {
    const request = { from: 'owner', to: [group.id], type: 'txt', body: { msg: FIRST } }
    const { body } = await server.call('POST', '/messages/chatgroups', request)
    const content: Content = { type: 'txt', msg: FIRST }
    const first: Shown = { shows: 'message', from: 'owner', id: body.data[group.id], content }
    for (const member of members.values()) await sees(member, [first])
  })

  for (const name of [PHONE, ...webs])
    test(`in a group, all show what ${name} sends, edits and recalls, and it shows who has read it`, async () => {
      const sender = members.get(name)!
      const others = [...members.values()].filter((member) => member !== sender)
      await actInGroup(sender, others, group, FIRST)
    })

  for (const web of webs)
    for (const [from, to] of [
      [PHONE, web],
      [web, PHONE],
    ] as const)
      test(`what ${from} sends, edits and recalls is delivered to and read by ${to}`, () =>
        actBetweenTwo(members.get(from)!, members.get(to)!))

  test('a user who was offline is shown on the phone what all have said in the group, once', async () => {
    await server.call('POST', `/chatgroups/${group.id}/users/late`)
    const said: Shown[] = []
    for (const [from, { client }] of members)
      for (const content of contentsInOrder)
        said.push({ shows: 'message', id: await client.send(content, group), from, content })
    await members.get(PHONE)!.client[Symbol.asyncDispose]()
    const late = await Android.open('late', phone, folder)
    members.set(PHONE, { client: late, generation: android })
    await until('all has come', () => late.waiting >= said.length)
    // In the order of ids: the SDK may report a voice message before texts that came with it.
    const shown = (await late.take()).sort((a, b) => Number(a.id) - Number(b.id))
    assert.deepEqual(
      shown,
      said.flatMap((one) => asShownBy(android, one)),
    )
  })
})
