import { type Standing, stranger } from '../../domain/channels/channel.ts'
import { type Ceiling, type Pair, strangers } from '../../domain/contacts/relation.ts'
import { messageVocabulary } from '../../domain/history/message-query.ts'
import type { Appended } from '../../domain/log/entry.ts'
import { packEntries } from '../../domain/log/entry-batch.ts'
import { encodePageCursor } from '../../domain/query/page-cursor.ts'
import { parseQuery } from '../../domain/query/parse-query.ts'
import type { Stores } from '../../domain/stores.ts'
import type { App } from '../../domain/tenancy/app.ts'
import { userVocabulary } from '../../domain/users/user-query.ts'
import { allLanes } from '../../kernel/id-generator.ts'
import { sampleBroadcast } from './broadcast-contract.ts'
import { sampleRecord } from './moderation-record-contract.ts'
import { samplePushTask } from './push-task-contract.ts'
import { sampleChannel, sampleEntry, sampleUser } from './samples.ts'
import { sampleStream } from './stream-contract.ts'

/** Runs the statements that touch tables which grow, so that a test can look at their plans. */
export async function useStatements(app: App, stores: Stores): Promise<void> {
  const { users, logs, apps } = stores
  const device = { app: app.id, user: 'bob', resource: 'web', uuid: '', name: '', seenAt: 1 }
  await users.create([sampleUser(app, 'alice'), sampleUser(app, 'bob')])
  await users.get(app.id, 'bob')
  await users.getByUuid(app.id, 'bob')
  await users.known(app.id, ['alice', 'bob'])
  await users.list(app.id, { limit: 10 })
  for (const ql of [
    'created>1 order by created desc',
    'activated=true order by username',
    "username='bob' or username='x'",
  ])
    for (const cursor of [undefined, encodePageCursor('users id desc', [9])].slice(
      0,
      ql.endsWith('created desc') ? 2 : 1,
    ))
      await users.list(app.id, { limit: 10, cursor, query: parseQuery(`where ${ql}`, userVocabulary) })
  await users.update(app.id, 'bob', { nickname: 'b' }, 1)
  await logs.registerDevice(device, 3)
  const [appended] = await logs.append([sampleEntry(app, 'alice', 'bob')])
  await logs.read(app.id, 'p:alice|bob', 0, 10)
  await logs.isUsed(app.id, 'p:alice|bob')
  await logs.find(app.id, appended!.id)
  await logs.findMany(app.id, [appended!.id])
  await stores.facts.changes(app.id, ['p:alice|bob'])
  await logs.behind(app.id, 'bob', 'web')
  await logs.saveCursors([{ app: app.id, user: 'bob', device: 'web', log: 'p:alice|bob', seq: 1 }])
  await logs.countUndelivered(app.id, 'bob')
  const binding = { user: 'bob', device: 'd', certificate: 'c', token: 't' }
  await stores.pushBindings.bind(app.id, binding, 1, 9)
  await stores.pushBindings.of(app.id, ['alice', 'bob'])
  await stores.pushBindings.get(app.id, binding)
  await stores.pushBindings.setKicked(app.id, 'bob', ['d'], true)
  await stores.pushBindings.drop(app.id, binding)
  await stores.pushBindings.unbind(app.id, 'bob', 'd')
  const { token: _, ...receiver } = binding
  const place = { app: app.id, log: 'p:alice|bob', seq: 1, message: 1, sentAt: 1, collapseKey: 'k' }
  await stores.pushJobs.add([{ ...receiver, ...place }], [1], 5)
  const share = { app: app.id, certificate: receiver.certificate, limit: 9 }
  await stores.pushJobs.due(1)
  const [job] = await stores.pushJobs.claim({ now: 1, until: 2, shares: [share, { ...share, limit: 1 }] })
  await stores.pushJobs.postpone(job!, 9)
  await stores.pushJobs.release(1)
  await stores.pushJobs.finish([1])
  await stores.pushJobs.counts(app.id, '2026-01-01', '2026-01-02')
  await stores.notifications.wishes(app.id, ['alice', 'bob'], { kind: 'user', id: 'alice' })
  await logs.idleDevices(1, 10)
  await logs.seeDevices([{ ...device, at: 2 }])
  await logs.forgetDevice({ ...device, resource: 'none' }, 2)
  await logs.isDelivered(app.id, 'bob', appended!.id)
  await logs.lastId()
  const bounds = { entry: appended!.id, included: true }
  await logs.follow(app.id, 'g:1', ['bob'], bounds)
  await logs.shield(app.id, 'g:1', 'bob', appended!.id)
  await logs.unshield(app.id, 'g:1', 'bob', appended!.id)
  await logs.unfollow(app.id, 'g:1', ['bob'], bounds)
  await useChannels(app, stores)
  await useContacts(app, stores)
  await useAttributes(app, stores)
  await useProfileFollowers(app, stores)
  await useNotifications(app, stores)
  await usePresence(app, stores)
  await useReactions(app, stores)
  await useThreads(app, stores)
  await useFavourites(app, stores)
  await stores.rtcUids.claim(app.id, 'alice', 7)
  await stores.rtcUids.uidOf(app.id, 'alice')
  await stores.rtcUids.users(app.id, [7, 8])
  await stores.superAdmins.add(app.id, 'bob')
  await stores.superAdmins.has(app.id, 'bob')
  await stores.superAdmins.page(app.id, { limit: 1, offset: 0 })
  await stores.superAdmins.remove(app.id, 'bob')
  await useModerationRecords(app, stores)
  await useBroadcasts(app, stores)
  await usePushLabels(app, stores)
  await usePushTasks(app, stores)
  await useStreams(app, stores)
  await useSharedFiles(app, stores)
  await useParts(app, stores)
  await useHistory(app, stores)
  await useRetention(app, stores)
  await users.delete(app.id, ['bob'])
  await apps.orgAdmin('acme', 'root')
}

async function useHistory(app: App, stores: Stores): Promise<void> {
  const { logs, history, conversations, roaming, pins, search } = stores
  const message = sampleEntry(app, 'alice', 'bob')
  await logs.appendBulk(packEntries([message]))
  await logs.appended(app.id, message.origin!)
  await logs.lastIdsIn([{ first: 1, last: message.id }])
  await logs.written({ first: message.id - 1, last: message.id }, allLanes)
  for (const descending of [false, true])
    for (const logs of [undefined, [message.log]])
      for (const ql of ["type='chat'", "from='alice' and (to='bob' or timestamp>1)"]) {
        const { where } = parseQuery(`where ${ql}`, messageVocabulary)
        const range = { after: 1, before: message.id + 1, where, logs }
        await history.scan(app.id, range, { limit: 10, descending })
      }
  await search.scan(1, message.id + 1, 10)
  await search.kinds(1, message.id + 1, 10)
  await search.byIds([message.id])
  await search.present([message.id])
  await search.logNumbers(app.id, [message.log, 'g:1'])
  await search.visible(app.id, 'bob', [message.id])
  await logs.withdraw(app.id, [message.id])
  const file = { app: app.id, start: 1, end: 2, token: '' }
  await history.beginExport(file)
  await history.exported(app.id, 1)
  await history.finishExport(file, 1)
  await history.expireExports(app.id, [1])
  await conversations.hide(app.id, 'bob', message.log, 0)
  await conversations.clear(app.id, 'bob', message.log, 0)
  const names = [message.log, 'g:1']
  // Enough to be remembered.
  await logs.append(Array.from({ length: 10 }, () => sampleEntry(app, 'alice', 'bob')))
  await conversations.list(app.id, 'bob', { only: 'all', empty: false, limit: 20, start: {} })
  for (const only of ['all', 'pinned', 3] as const)
    for (const empty of [false, true])
      for (const start of [{ cursor: encodePageCursor('conversations', [1, 1]) }, { offset: 20 }])
        await conversations.list(app.id, 'bob', { only, empty, limit: 20, start })
  await conversations.known(app.id, 'bob', names)
  await conversations.pin(app.id, 'bob', message.log, 1, 50)
  await conversations.unpin(app.id, 'bob', message.log)
  await conversations.mark(app.id, 'bob', names, 3)
  await conversations.unmark(app.id, 'bob', names, 3)
  for (const upTo of [message.id, null]) await conversations.markRead(app.id, 'bob', message.log, upTo)
  const [{ id: pinned }] = (await logs.append([sampleEntry(app, 'alice', 'bob')])) as [Appended]
  const pin = { message: pinned, at: 1, by: 'bob' }
  await pins.add(app.id, message.log, pin, 20)
  for (const cursor of [undefined, encodePageCursor('pins', [1, 1])])
    await pins.list(app.id, 'bob', message.log, 10, cursor)
  await pins.remove(app.id, message.log, pinned)
  const view = { app: app.id, user: 'bob', log: message.log }
  await roaming.view(app.id, 'bob', message.log)
  await roaming.newest(view, 3)
  await roaming.positionBefore(app.id, message.log, message.id)
  await roaming.greatestId(app.id, message.log, { id: message.id, seq: 1 })
  for (const descending of [false, true])
    for (const filter of [
      { contentTypes: null, senders: null },
      { contentTypes: [0, 1], senders: ['bob', 'carol'] },
    ])
      await roaming.slice(view, { after: 0, before: 9 }, filter, { limit: 3, descending })
  await roaming.erase(app.id, 'bob', message.log, [message.id])
  await roaming.hide(app.id, ['bob', 'carol'], message.id)
  await roaming.forget(app.id, 'bob', message.log, { id: 1, seq: 0, now: 0 })
  await roaming.forgetAll(app.id, 'bob', 1)
}

async function useRetention(app: App, { logs, retention, history }: Stores): Promise<void> {
  const entries = [sampleEntry(app, 'alice', 'bob'), sampleEntry(app, 'alice', 'bob', { log: 'u:bob' })]
  await logs.append(entries)
  const [first] = entries
  const pass = { from: first!.id, before: entries[1]!.id + 1 }
  const rules = [{ app: 0, kind: 'pair' as const, cut: pass.before }]
  const plan = { rules, compactBefore: pass.before, livingSince: 0 }
  await retention.saveReaches([{ app: 0, kind: 'pair', reach: 1 }])
  await retention.reaches()
  await retention.lowerReaches(app.id, 1)
  await retention.tally(plan, pass)
  const { expired } = await retention.expired(plan, pass, 9)
  await retention.entriesIn(
    expired.map((each) => ({ ...each, upTo: each.seq })),
    9,
  )
  await retention.remove(expired)
  await history.forgetExports(app.id, 1)
}

async function useContacts({ id: app }: App, { contacts }: Stores): Promise<void> {
  const ceiling: Ceiling = { list: 'contacts', of: ['alice', 'bob'], most: 1 }
  const friends: Pair = {
    mine: { ...strangers.mine, contact: 1 },
    theirs: { ...strangers.theirs, contact: 1 },
    version: 1,
  }
  const change = (pair: Pair, replaces: number) => [{ user: 'alice', peer: 'bob', pair, replaces }]
  await contacts.save(app, change(friends, 0), ceiling)
  await contacts.save(app, change({ ...friends, version: 2 }, 1), ceiling)
  await contacts.between(app, 'alice', ['bob', 'carol'])
  for (const list of ['contacts', 'blocked'] as const) {
    await contacts.list(app, 'alice', list, {})
    const cursor = encodePageCursor(list, [9])
    await contacts.list(app, 'alice', list, { limit: 1, cursor })
    await contacts.lengths(app, list, ['alice', 'bob'])
  }
  await contacts.peers(app, 'alice', 9)
  await contacts.roster(app, 'alice', { limit: 1, below: 9 })
  await contacts.rosterState(app, 'alice')
  await contacts.save(app, change({ ...strangers, version: 3 }, 2), { ...ceiling, list: 'blocked' })
}

async function useAttributes({ id: app }: App, { attributes }: Stores): Promise<void> {
  const [subject, holder, key] = ['g:1', 'bob', 'k']
  await attributes.save(
    app,
    [
      { subject, set: { holder, key, value: 'v', setter: '', autoDelete: false } },
      { subject, remove: { holder, key } },
      { subject, strip: ['alice', holder] },
    ],
    0,
  )
  await attributes.values(app, subject, ['alice', holder])
  await attributes.values(app, subject, [holder], [key])
  await attributes.heads(app, subject, [holder])
  await attributes.holders(app, subject, key)
  await attributes.bytes(app, subject)
  await attributes.bytes(app, subject, holder)
  await attributes.clear(app, [subject])
}

async function useProfileFollowers({ id: app }: App, { profileFollowers }: Stores): Promise<void> {
  await profileFollowers.follow(app, 'alice', ['bob', 'carol'], 5)
  await profileFollowers.followed(app, 'alice')
  await profileFollowers.followers(app, 'bob', 5)
  await profileFollowers.unfollow(app, 'alice', ['bob', 'carol'])
}

async function useNotifications({ id: app }: App, { notifications }: Stores): Promise<void> {
  const target = { kind: 'user', id: 'bob' } as const
  await notifications.change(app, 'alice', target, { type: 'NONE' }, { now: 1, limit: 9 })
  await notifications.get(app, 'alice', ['everything', target])
  await notifications.typed(app, 'alice', { limit: 1, cursor: encodePageCursor('notification types', ['a']) })
  await notifications.setLanguage(app, 'alice', 'de')
  await notifications.language(app, 'alice')
}

async function usePresence({ id: app }: App, { presence }: Stores): Promise<void> {
  await presence.publish(app, 'alice', { device: 'web', status: '3', ext: '', at: 1 }, 9)
  await presence.publish(app, 'alice', { device: 'web', status: null, ext: '', at: 1 }, 9)
  await presence.records(app, ['alice', 'bob'])
  await presence.told(app, [{ user: 'alice', online: true }])
  await presence.toldOnline({ app, user: 'a' }, 1)
  await presence.subscribe(app, 'alice', ['bob'], { expiresAt: 9, now: 1, limit: 5 })
  await presence.expiries(app, 'alice', ['bob'], 1)
  await presence.subscriptions(app, 'alice', 1, { limit: 1, offset: 0 })
  await presence.subscribed(app, ['alice', 'bob'], 1)
  await presence.subscribers(app, 'bob', 1, 1)
  await presence.unsubscribe(app, 'alice', ['bob'])
}

async function useThreads({ id: app }: App, { logs, threads, commit }: Stores): Promise<void> {
  const { id: message } = (await logs.read(app, 'p:alice|bob', 0, 1))[0]!
  const thread = { ...sampleChannel(app, 't'), kind: 'thread', thread: { group: 'g', message } } as const
  await commit(({ channels }) => [
    channels.create(thread, new Map([['bob', { ...stranger, role: 'member' } as const]])),
  ])
  await threads.attached(app, 'bob', [message, 2])
}

async function useReactions({ id: app }: App, { logs, reactions, roaming }: Stores): Promise<void> {
  const { id: message } = (await logs.read(app, 'p:alice|bob', 0, 1))[0]!
  const change = { message, reaction: 'x', id: 1, user: 'bob', place: 1 }
  await reactions.add(app, { ...change, expected: null }, 9)
  await reactions.add(app, { ...change, user: 'alice', place: 2, expected: 1 }, 9)
  await roaming.find(app, 'bob', [message, 2])
  await reactions.of(app, 'bob', [message, 2])
  await reactions.reactors(app, 1, { after: 0, limit: 1 })
  await reactions.remove(app, { ...change, place: 3, expected: 2 })
}

async function useModerationRecords({ id: app }: App, { moderationRecords: store }: Stores): Promise<void> {
  await store.add(app, [sampleRecord(1), sampleRecord(2)])
  const some = { target: 'chat', type: 'txt', result: 'PASS' }
  for (const more of [{}, some]) {
    await store.lines(app, { first: 1, last: 9, ...more }, 9)
    await store.size(app, { first: 1, last: 9, ...more })
  }
  await store.prune(app, 1, 9, 9)
  await store.addExport(app, { id: 1, uuid: 'u', condition: '', range: { first: 1, last: 9 }, size: 1 }, 1, 9)
  await store.exports(app, 1)
  await store.pruneExports(app, 1)
}

async function useFavourites({ id: app }: App, { favourites }: Stores): Promise<void> {
  const favourite = { id: 'f', type: 1, data: '', ext: null, createdAt: 1, updatedAt: 1 }
  await favourites.save(app, 'alice', [favourite], 9)
  await favourites.get(app, 'alice', 'f')
  for (const within of [{ start: favourite }, { from: 0, until: 9 }])
    for (const [type, descending] of [
      [null, true],
      [1, false],
    ] as const)
      await favourites.list(app, 'alice', { within, type, descending, limit: 1 })
  await favourites.setExt(app, 'alice', 'f', 'more', 2)
  await favourites.delete(app, 'alice', ['f', 'g'])
}

async function useParts({ id: app }: App, { fileParts }: Stores): Promise<void> {
  const upload = { app, uuid: 'u', uploader: null }
  const part = { uuid: 'p', number: 1, size: 1 }
  await fileParts.begin(upload, 1)
  await fileParts.get(app, 'u')
  await fileParts.announce(upload, part, 1)
  await fileParts.publish(upload, part)
  await fileParts.parts(upload)
  await fileParts.blobs(upload)
  await fileParts.close(upload, 1)
  await fileParts.reopen(upload, 1)
  await fileParts.due(1, 1)
  await fileParts.forget(upload)
}

async function useSharedFiles({ id: app }: App, { sharedFiles, files }: Stores): Promise<void> {
  const log = 'g:1'
  await sharedFiles.save(
    app,
    [
      { log, share: { uuid: 'a', place: 1 } },
      { log, withdraw: 'a' },
    ],
    1,
  )
  await sharedFiles.list(app, log, 1, { limit: 1, offset: 0 })
  await sharedFiles.count(app, log, 1)
  await sharedFiles.get(app, log, 'a', 1)
  await sharedFiles.clear(app, log, 1)
  await files.forget([{ app, uuid: 'a' }])
}

async function useChannels({ id: app }: App, { channels }: Stores): Promise<void> {
  const member: Standing = { ...stranger, role: 'member', joinedAt: 1 }
  const standings = new Map([
    ['alice', member],
    ['bob', member],
  ])
  const ceiling = { ofApp: 100_000, ofUser: 9, users: ['alice', 'bob'] }
  const channel = await channels.create(sampleChannel(app, '1'), standings, ceiling)
  await channels.apply({ channel, standings: new Map([...standings, ['bob', stranger]]) }, ceiling)
  const changed = await channels.get(app, '1')
  await channels.list(app, 'group', 1, { offset: 0 })
  await channels.list(app, 'group', 1, { offset: 0 }, { publicOnly: true })
  await channels.visitors(app, '', 1)
  await channels.count(app, 'group')
  await channels.getMany(app, 'group', ['1', '2'])
  await channels.standings(app, '1', ['alice', 'bob'])
  const { cursor } = await channels.members(channel, 1, { offset: 0 })
  await channels.members(channel, 1, { cursor })
  await channels.everyone(channel)
  for (const list of ['admins', 'muted', 'allowed', 'blocked'] as const) {
    await channels.listed(channel, list, 1, 1, { offset: 0 })
    await channels.listed(channel, list, 1, 1, { cursor: encodePageCursor(`list ${list}`, ['alice']) })
  }
  await channels.ofUser(app, 'bob', 'group', { limit: 1, offset: 0 })
  await channels.ofUser(app, 'bob', 'group', { limit: 1, behind: { joinedAt: 1, number: 1 } })
  await channels.countOfUsers(app, ['alice', 'bob'], 'group')
  await channels.ownedBy(app, 'alice')
  await channels.logsOf(app, 'bob')
  await channels.delete(changed!)
}

async function useBroadcasts(app: App, { broadcasts }: Stores): Promise<void> {
  const job = sampleBroadcast(app.id)
  await broadcasts.accept(job, 'request', { since: 0, limit: 9 })
  await broadcasts.open(10)
  await broadcasts.advance(job, undefined)
  await broadcasts.forget(1)
}

async function usePushLabels({ id: app }: App, { pushLabels }: Stores): Promise<void> {
  await pushLabels.create(app, { name: 'vip', description: '', createdAt: 1 }, 9)
  await pushLabels.add(app, 'vip', ['alice', 'bob'], 1, 9)
  await pushLabels.user(app, 'vip', 'bob')
  await pushLabels.users(app, 'vip', 10, 'alice')
  await pushLabels.list(app, 10, 'a')
  await pushLabels.take(app, 'vip', ['bob'])
  await pushLabels.remove(app, 'vip')
}

async function usePushTasks({ id: app }: App, { pushTasks }: Stores): Promise<void> {
  const task = samplePushTask(app, 1)
  await pushTasks.accept(task, { since: 0, tasks: 9 })
  await pushTasks.due(100, 10)
  await pushTasks.advance(task, undefined)
  await pushTasks.forget(1)
}

async function useStreams({ id: app }: App, { streams }: Stores): Promise<void> {
  const stream = sampleStream(app)
  const { message } = stream
  await streams.open(stream, new Uint8Array(1), 9)
  await streams.advance({ ...stream, pieces: 2 }, new Uint8Array(1))
  await streams.find(app, message)
  await streams.pieces(app, message, 0, 9)
  await streams.due(0, 9)
  await streams.close({ ...stream, pieces: 2 })
  await streams.drop(app, [message])
}
