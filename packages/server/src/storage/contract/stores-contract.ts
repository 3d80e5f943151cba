import assert from 'node:assert/strict'
import { after, before, describe, test } from 'node:test'
import type { NewEntry } from '../../domain/log/entry.ts'
import type { Expired } from '../../domain/retention/retention-store.ts'
import type { Stores } from '../../domain/stores.ts'
import { activeHourContract } from './active-hour-contract.ts'
import { appContract } from './app-contract.ts'
import { attributeContract } from './attribute-contract.ts'
import { broadcastContract } from './broadcast-contract.ts'
import { changeNoteContract } from './change-note-contract.ts'
import { channelContract } from './channel-contract.ts'
import { commitContract } from './commit-contract.ts'
import { contactContract } from './contact-contract.ts'
import { conversationContract } from './conversation-contract.ts'
import { deviceContract } from './device-contract.ts'
import { factContract } from './fact-contract.ts'
import { favouriteContract } from './favourite-contract.ts'
import { fileContract } from './file-contract.ts'
import { followerContract } from './follower-contract.ts'
import { historyContract } from './history-contract.ts'
import { leaseContract } from './lease-contract.ts'
import { logContract } from './log-contract.ts'
import { moderationRecordContract } from './moderation-record-contract.ts'
import { notificationContract } from './notification-contract.ts'
import { openSessionContract } from './open-session-contract.ts'
import { partContract } from './part-contract.ts'
import { presenceContract } from './presence-contract.ts'
import { profileFollowerContract } from './profile-follower-contract.ts'
import { pushBindingContract } from './push-binding-contract.ts'
import { pushCertificateContract } from './push-certificate-contract.ts'
import { pushJobContract } from './push-job-contract.ts'
import { pushLabelContract } from './push-label-contract.ts'
import { pushTaskContract } from './push-task-contract.ts'
import { pushTemplateContract } from './push-template-contract.ts'
import { quotaContract } from './quota-contract.ts'
import { reactionContract } from './reaction-contract.ts'
import { readerContract } from './reader-contract.ts'
import { reportContract } from './report-contract.ts'
import { retentionContract } from './retention-contract.ts'
import { roamingContract } from './roaming-contract.ts'
import { rtcUidContract } from './rtc-uid-contract.ts'
import { createApp, sampleEntry, sampleUser } from './samples.ts'
import { sharedFileContract } from './shared-file-contract.ts'
import { streamContract } from './stream-contract.ts'
import { subscriberContract } from './subscriber-contract.ts'
import { superAdminContract } from './super-admin-contract.ts'
import { threadContract } from './thread-contract.ts'
import { userContract } from './user-contract.ts'
import { webhookContract } from './webhook-contract.ts'
import { wordListContract } from './word-list-contract.ts'

/**
 * The contract of every engine.
 * @param open opens the same database each time, initially empty.
 * @param options.isKept whether there is anything left of it when it is closed.
 */
export function storesContract(
  engine: string,
  open: () => Promise<Stores>,
  { isKept = true }: { isKept?: boolean } = {},
): void {
  describe(engine, () => {
    let stores: Stores
    before(async () => {
      stores = await open()
    })
    after(() => stores.close())

    appContract(() => stores)
    userContract(() => stores)
    logContract(() => stores)
    deviceContract(() => stores)
    activeHourContract(() => stores)
    channelContract(() => stores)
    quotaContract(() => stores)
    threadContract(() => stores)
    superAdminContract(() => stores)
    followerContract(() => stores)
    contactContract(() => stores)
    attributeContract(() => stores)
    fileContract(() => stores)
    sharedFileContract(() => stores)
    partContract(() => stores)
    historyContract(() => stores)
    roamingContract(() => stores)
    retentionContract(() => stores)
    notificationContract(() => stores)
    presenceContract(() => stores)
    pushBindingContract(() => stores)
    pushCertificateContract(() => stores)
    pushTemplateContract(() => stores)
    pushJobContract(() => stores)
    pushLabelContract(() => stores)
    pushTaskContract(() => stores)
    rtcUidContract(() => stores)
    wordListContract(() => stores)
    webhookContract(() => stores)
    moderationRecordContract(() => stores)
    reportContract(() => stores)
    profileFollowerContract(() => stores)
    readerContract(() => stores)
    reactionContract(() => stores)
    favouriteContract(() => stores)
    broadcastContract(() => stores)
    streamContract(() => stores)
    leaseContract(() => stores)
    changeNoteContract(() => stores)
    openSessionContract(() => stores)
    factContract(() => stores)
    subscriberContract(() => stores)
    conversationContract(() => stores)
    commitContract(() => stores)

    if (isKept)
      test('everything is there after closing, pending writes included, and logs continue where they were', async () => {
        const app = await createApp(stores)
        await stores.users.create([sampleUser(app, 'alice')])
        await stores.logs.append([sampleEntry(app, 'alice', 'carol', { past: true })])
        const gone = sampleEntry(app, 'alice', 'dave')
        const [emptied] = await stores.logs.append([gone])
        await stores.retention.remove(await inLog(stores, gone))
        const underway = Promise.all(
          Array.from({ length: 1000 }, () => stores.logs.append([sampleEntry(app, 'alice', 'bob')])),
        )
        await stores.close()
        const last = (await underway).at(-1)![0]!

        stores = await open()
        assert.deepEqual((await stores.apps.list()).at(-1), app)
        assert.equal((await stores.users.get(app.id, 'alice'))?.name, 'alice')
        assert.equal((await stores.logs.find(app.id, last.id))?.seq, 1000)
        const [next] = await stores.logs.append([sampleEntry(app, 'alice', 'bob')])
        assert.equal(next!.seq, 1001)
        const [behindThePast] = await stores.logs.append([sampleEntry(app, 'alice', 'carol')])
        assert.equal(behindThePast!.seq, 1)
        const [behindTheGone] = await stores.logs.append([sampleEntry(app, 'alice', 'dave')])
        assert.deepEqual([emptied!.seq, behindTheGone!.seq], [1, 2])
      })

    test('closed stores refuse instead of hanging', async () => {
      const app = await createApp(stores)
      await stores.close()
      await assert.rejects(stores.logs.append([sampleEntry(app, 'alice', 'bob')]), /closed/)
      await assert.rejects(stores.users.get(app.id, 'alice'), /closed/)
      await assert.rejects(
        stores.commit(({ users }) => [users.delete(app.id, ['alice'])]),
        /closed/,
      )
      stores = await open()
    })
  })
}

/** The entry, as what has been kept long enough. */
async function inLog(stores: Stores, { app, id }: NewEntry): Promise<Expired[]> {
  const rules = [{ app, kind: 'pair' as const, cut: id + 1 }]
  const plan = { rules, compactBefore: 0, livingSince: 0 }
  return (await stores.retention.expired(plan, { from: id, before: id + 1 }, 1)).expired
}
