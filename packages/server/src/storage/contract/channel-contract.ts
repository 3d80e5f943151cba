import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { type Channel, type Role, type Standing, stranger } from '../../domain/channels/channel.ts'
import type { ChannelList } from '../../domain/channels/channel-store.ts'
import type { Stores } from '../../domain/stores.ts'
import { applies, createApp, drawing, sampleChannel, sampleUser } from './samples.ts'

const NOW = 1_790_000_000_000

/** Groups, rooms and their members. */
export function channelContract(open: () => Stores): void {
  describe('channels', () => {
    test('everything comes back as saved; ids belong to one app and to one kind', async () => {
      const { app, stores, create } = await scene(open())
      const channel = {
        ...sampleChannel(app.id, 'g1'),
        name: '群🏠',
        description: "O'Hara",
        avatar: 'https://a/b.png',
        custom: '{"a":1}',
        announcement: '公告',
        public: true,
        membersOnly: true,
        allowInvites: true,
        inviteNeedConfirm: true,
        muted: true,
        disabled: true,
      }
      const created = await create(channel, { alice: 'owner', bob: 'member' })
      assert.deepEqual(created, { ...channel, number: created.number })
      assert.deepEqual(await stores.channels.get(app.id, 'g1'), { ...created, memberCount: 2 })
      await assert.rejects(create(sampleChannel(app.id, 'g1'), {}), { code: 'channel.id_taken' })
      const other = await createApp(stores)
      assert.equal(await stores.channels.get(other.id, 'g1'), undefined)
      assert.deepEqual(await stores.channels.getMany(app.id, 'room', ['g1']), [])
      assert.deepEqual(
        (await stores.channels.getMany(app.id, 'group', ['g1', 'g2'])).map(({ id }) => id),
        ['g1'],
      )
    })

    test('unknown users do not become members', async () => {
      const { stores, app, create, get } = await scene(open())
      await create(sampleChannel(app.id, 'g1'), { alice: 'owner', ghost: 'member' })
      const channel = await get('g1')
      assert.equal(channel.memberCount, 1)
      assert.deepEqual(await stores.channels.everyone(channel), ['alice'])
    })

    test('a change applies only to the version it was decided on', async () => {
      const { app, create, get, apply } = await scene(open())
      await create(sampleChannel(app.id, 'g1'), { alice: 'owner' })
      const read = await get('g1')
      assert.equal(await apply({ ...read, name: 'first' }, { bob: 'member' }), true)
      assert.equal(await apply({ ...read, name: 'second' }, { carol: 'member' }), false)
      const { name, memberCount, version } = await get('g1')
      assert.deepEqual([name, memberCount, version], ['first', 2, read.version + 1])
    })

    test('a standing outlives membership; a user with nothing to remember is forgotten', async () => {
      const { stores, app, create, get, apply } = await scene(open())
      await create(sampleChannel(app.id, 'g1'), { alice: 'owner', bob: 'member', carol: 'member' })
      const muted: Standing = { ...stranger, mutedUntil: NOW + 1, allowed: true, blocked: true }
      await apply(await get('g1'), { bob: muted, carol: stranger })
      const standings = await stores.channels.standings(app.id, 'g1', ['alice', 'bob', 'carol', 'dave'])
      assert.deepEqual(
        [...standings].sort(([a], [b]) => (a < b ? -1 : 1)),
        [
          ['alice', { ...stranger, role: 'owner', joinedAt: NOW }],
          ['bob', muted],
        ],
      )
      assert.equal((await get('g1')).memberCount, 1)
      assert.deepEqual(await stores.channels.logsOf(app.id, 'bob'), [])
    })

    test('a deleted channel is gone with its members, and its id is free', async () => {
      const { stores, app, create, get } = await scene(open())
      await create(sampleChannel(app.id, 'g1'), { alice: 'owner' })
      const stale = await get('g1')
      await stores.commit(({ channels }) => [channels.apply({ channel: stale, standings: new Map() })])
      const deletion = (channel: Channel) =>
        applies(stores.commit(({ channels }) => [channels.delete(channel)]))
      assert.equal(await deletion(stale), false)
      assert.equal((await get('g1')).memberCount, 1)
      assert.equal(await deletion(await get('g1')), true)
      assert.equal(await stores.channels.get(app.id, 'g1'), undefined)
      assert.deepEqual(await stores.channels.logsOf(app.id, 'alice'), [])
      await create(sampleChannel(app.id, 'g1'), { bob: 'owner' })
    })

    test('pending invitations and applications of users outside are kept until they are settled', async () => {
      const { stores, app, create, get, apply } = await scene(open())
      await create(sampleChannel(app.id, 'g1'), { alice: 'owner' })
      const pending = {
        bob: { ...stranger, invitedBy: 'alice' },
        carol: { ...stranger, applied: true },
        dave: { ...stranger, role: 'member', joinedAt: NOW, shielded: true },
      } as const
      await apply(await get('g1'), pending)
      const of = () => stores.channels.standings(app.id, 'g1', ['bob', 'carol', 'dave'])
      assert.deepEqual(Object.fromEntries(await of()), pending)
      assert.equal((await get('g1')).memberCount, 2)
      await apply(await get('g1'), { bob: stranger, carol: stranger })
      assert.deepEqual([...(await of()).keys()], ['dave'])
    })

    test('public groups are a list of their own', async () => {
      const { stores, app, create } = await scene(open())
      for (let i = 1; i <= 4; i++)
        await create({ ...sampleChannel(app.id, `g${i}`), public: i % 2 === 1 }, { alice: 'owner' })
      await create({ ...sampleChannel(app.id, 'r1'), kind: 'room', public: true }, { alice: 'owner' })
      const first = await stores.channels.list(app.id, 'group', 1, {}, { publicOnly: true })
      const second = await stores.channels.list(
        app.id,
        'group',
        1,
        { cursor: first.cursor },
        { publicOnly: true },
      )
      assert.deepEqual(
        [first, second].map(({ channels }) => channels.map(({ id }) => id)),
        [['g3'], ['g1']],
      )
      assert.equal(second.cursor, undefined)
    })

    test('visitors of rooms: ordinary members who have ever logged in and are not on the allow list', async () => {
      const { stores, app, create } = await scene(open())
      const member = { ...stranger, role: 'member', joinedAt: NOW } as const
      const room = { ...sampleChannel(app.id, 'r1'), kind: 'room' } as const
      await create(room, { alice: 'owner', bob: member, carol: member, dave: { ...member, allowed: true } })
      await create({ ...room, id: 'r2' }, { alice: 'owner', bob: member })
      await create(sampleChannel(app.id, 'g1'), { dave: 'owner', alice: member })
      const visitors = (after: string) => stores.channels.visitors(app.id, after, 1)
      assert.deepEqual(await visitors(''), [])
      for (const user of ['alice', 'bob', 'carol', 'dave']) {
        const device = { app: app.id, user, resource: 'web', uuid: 'web', name: 'web', seenAt: NOW }
        await stores.logs.registerDevice(device, 8)
      }
      assert.deepEqual(
        [await visitors(''), await visitors('bob'), await visitors('carol')],
        [['bob'], ['carol'], []],
      )
    })

    test('lists are newest first, by cursor and by number', async () => {
      const { stores, app, create } = await scene(open())
      for (let i = 1; i <= 5; i++) await create(sampleChannel(app.id, `g${i}`), { alice: 'owner' })
      await create({ ...sampleChannel(app.id, 'r1'), kind: 'room' }, { alice: 'owner' })
      const first = await stores.channels.list(app.id, 'group', 2, {})
      const second = await stores.channels.list(app.id, 'group', 2, { cursor: first.cursor })
      const third = await stores.channels.list(app.id, 'group', 2, { cursor: second.cursor })
      assert.deepEqual(
        [first, second, third].map(({ channels }) => channels.map(({ id }) => id)),
        [['g5', 'g4'], ['g3', 'g2'], ['g1']],
      )
      assert.equal(third.cursor, undefined)
      const ids = async (start: object) =>
        (await stores.channels.list(app.id, 'group', 2, start)).channels.map(({ id }) => id)
      assert.deepEqual(await ids({ offset: 2 }), ['g3', 'g2'])
      assert.deepEqual(await ids({ cursor: '' }), ['g5', 'g4'])
      await assert.rejects(ids({ cursor: 'nonsense' }), { code: 'request.cursor_illegal' })
      assert.equal(await stores.channels.count(app.id, 'group'), 5)
      assert.equal(await stores.channels.count(app.id, 'room'), 1)
    })

    test('members are in order of joining, both ways, page by page', async () => {
      const { stores, app, create, get, apply } = await scene(open())
      await create(sampleChannel(app.id, 'g1'), { bob: 'owner' })
      await apply(await get('g1'), {
        dave: { ...stranger, role: 'member', joinedAt: NOW + 1 },
        carol: { ...stranger, role: 'admin', joinedAt: NOW + 1 },
        alice: { ...stranger, role: 'member', joinedAt: NOW + 2 },
      })
      const channel = await get('g1')
      const names = async (newestFirst: boolean) => {
        const first = await stores.channels.members(channel, 3, {}, { newestFirst })
        const rest = await stores.channels.members(channel, 3, { cursor: first.cursor }, { newestFirst })
        assert.equal(rest.cursor, undefined)
        return [first, rest].map(({ members }) => members.map(({ user }) => user))
      }
      assert.deepEqual(await names(false), [['bob', 'carol', 'dave'], ['alice']])
      assert.deepEqual(await names(true), [['alice', 'dave', 'carol'], ['bob']])
      const { members } = await stores.channels.members(channel, 2, { offset: 1 })
      assert.deepEqual(members, [
        { user: 'carol', role: 'admin', joinedAt: NOW + 1 },
        { user: 'dave', role: 'member', joinedAt: NOW + 1 },
      ])
    })

    test('lists hold all users with the mark, members or not, by name and page by page; a mute that has ended is not listed', async () => {
      const { stores, app, create, get, apply } = await scene(open())
      await create(sampleChannel(app.id, 'g1'), { alice: 'owner', bob: 'admin', dave: 'admin' })
      await apply(await get('g1'), {
        alice: { ...stranger, role: 'owner', joinedAt: NOW, mutedUntil: NOW },
        bob: { ...stranger, role: 'admin', joinedAt: NOW, mutedUntil: NOW + 1, allowed: true },
        carol: { ...stranger, mutedUntil: NOW + 2, allowed: true, blocked: true },
      })
      const channel = await get('g1')
      const all = async (list: ChannelList) =>
        (await stores.channels.listed(channel, list, NOW, 10, {})).users.map(({ user }) => user)
      assert.deepEqual(await all('admins'), ['bob', 'dave'])
      assert.deepEqual(await all('allowed'), ['bob', 'carol'])
      assert.deepEqual(await all('blocked'), ['carol'])
      const first = await stores.channels.listed(channel, 'muted', NOW, 1, {})
      assert.deepEqual(first.users, [{ user: 'bob', mutedUntil: NOW + 1 }])
      const second = await stores.channels.listed(channel, 'muted', NOW, 1, { cursor: first.cursor })
      assert.deepEqual(second, { users: [{ user: 'carol', mutedUntil: NOW + 2 }] })
      const { users } = await stores.channels.listed(channel, 'admins', NOW, 1, { offset: 1 })
      assert.deepEqual(
        users.map(({ user }) => user),
        ['dave'],
      )
    })

    test("a user's channels, latest joined first, and how many there are", async () => {
      const { stores, app, create } = await scene(open())
      for (const [i, id] of ['g1', 'g2', 'g3'].entries())
        await create(sampleChannel(app.id, id), {
          alice: 'owner',
          bob: { ...stranger, role: 'member', joinedAt: NOW - i },
        })
      await create({ ...sampleChannel(app.id, 'r1'), kind: 'room', owner: 'bob' }, { bob: 'owner' })
      const joined = await stores.channels.ofUser(app.id, 'bob', 'group', { limit: 2, offset: 0 })
      assert.deepEqual(
        joined.map(({ channel, role }) => [channel.id, role]),
        [
          ['g1', 'member'],
          ['g2', 'member'],
        ],
      )
      assert.deepEqual(
        (await stores.channels.ofUser(app.id, 'bob', 'group', { limit: 2, offset: 2 })).map(
          ({ channel }) => channel.id,
        ),
        ['g3'],
      )
      const { joinedAt, mutedUntil, channel } = joined[0]!
      assert.deepEqual([joinedAt, mutedUntil], [NOW, 0])
      const behind = { joinedAt, number: channel.number }
      assert.deepEqual(
        (await stores.channels.ofUser(app.id, 'bob', 'group', { limit: 5, behind })).map(
          ({ channel }) => channel.id,
        ),
        ['g2', 'g3'],
      )
      assert.deepEqual(
        await stores.channels.countOfUsers(app.id, ['bob', 'alice', 'carol'], 'room'),
        new Map([['bob', 1]]),
      )
      const logs = await stores.channels.logsOf(app.id, 'bob')
      assert.deepEqual(logs.map(({ log }) => log).sort(), ['g:g1', 'g:g2', 'g:g3', 'r:r1'])
      assert.deepEqual(
        (await stores.channels.ownedBy(app.id, 'bob')).map(({ id }) => id),
        ['r1'],
      )
    })

    test('after any history, the number of members is that of the members', async () => {
      const { stores, app, create, get, apply } = await scene(open())
      const below = drawing(16)
      const names = Array.from({ length: 12 }, (_, i) => `user${i}`)
      await stores.users.create(names.map((name) => sampleUser(app, name)))
      // A ghost is not registered, and never a member.
      const standing = (): Role | Standing =>
        (
          [
            'member',
            'admin',
            stranger,
            { ...stranger, mutedUntil: NOW + 1 },
            { ...stranger, role: 'member', joinedAt: NOW, allowed: true },
          ] as const
        )[below(5)]!
      const standings = () =>
        Object.fromEntries([...names, 'ghost'].filter(() => below(3) === 0).map((name) => [name, standing()]))
      const check = async (id: string) => {
        const channel = await get(id)
        const { length } = await stores.channels.everyone(channel)
        assert.equal(channel.memberCount, length)
        return length
      }
      await create(sampleChannel(app.id, 'g1'), { alice: 'owner', ghost: 'member', ...standings() })
      const seen = new Set<number>()
      for (let round = 0; round < 40; round++) {
        const read = await get('g1')
        // Of two that were decided on the same version, one applies.
        await Promise.all([apply(read, standings()), apply({ ...read, memberCount: 99 }, standings())])
        if (below(8) === 0) {
          const gone = names[below(names.length)]!
          await Promise.all([
            stores.users.delete(app.id, [gone]),
            apply(await get('g1'), { bob: standing() }),
          ])
          await check('g1')
          if (!(await stores.users.known(app.id, [gone])).has(gone))
            await stores.users.create([sampleUser(app, gone)])
        }
        seen.add(await check('g1'))
      }
      assert.ok(seen.size > 4, `${seen.size} different numbers`)
    })

    test('a deleted user is no longer in any channel', async () => {
      const { stores, app, create, get } = await scene(open())
      await create(sampleChannel(app.id, 'g1'), { alice: 'owner', bob: 'member' })
      await stores.users.delete(app.id, ['bob'])
      const channel = await get('g1')
      assert.equal(channel.memberCount, 1)
      assert.deepEqual(await stores.channels.everyone(channel), ['alice'])
    })
  })
}

type Standings = Record<string, Role | Standing>

async function scene(stores: Stores) {
  const app = await createApp(stores)
  await stores.users.create(['alice', 'bob', 'carol', 'dave'].map((name) => sampleUser(app, name)))
  return {
    app,
    stores,
    async create(channel: Omit<Channel, 'number'>, standings: Standings): Promise<Channel> {
      const [created] = await stores.commit(({ channels }) => [channels.create(channel, toMap(standings))])
      return created
    },
    async get(id: string): Promise<Channel> {
      const channel = await stores.channels.get(app.id, id)
      assert.ok(channel)
      return channel
    },
    apply: (channel: Channel, standings: Standings) =>
      applies(stores.commit(({ channels }) => [channels.apply({ channel, standings: toMap(standings) })])),
  }
}

function toMap(standings: Standings): Map<string, Standing> {
  return new Map(
    Object.entries(standings).map(([user, standing]) => [
      user,
      typeof standing === 'string' ? { ...stranger, role: standing, joinedAt: NOW } : standing,
    ]),
  )
}
