import type { Happening } from '../domain/facts/fact.ts'
import type { Appended, NewEntry } from '../domain/log/entry.ts'
import { entryBytes, type Line, packEntries, unpackAppended } from '../domain/log/entry-batch.ts'
import type { LogStore } from '../domain/log/log-store.ts'
import { Outdated } from '../domain/outdated.ts'
import type { Stores } from '../domain/stores.ts'
import { appStore } from './app-store.ts'
import { attributeStore } from './attribute-store.ts'
import { Batches } from './batches.ts'
import { broadcastStore } from './broadcast-store.ts'
import { changeNoteStore } from './change-note-store.ts'
import { channelStore } from './channel-store.ts'
import { contactStore } from './contact-store.ts'
import { conversationStore } from './conversation-store.ts'
import type { Connection, Engine } from './engine.ts'
import { factStore } from './fact-store.ts'
import { favouriteStore } from './favourite-store.ts'
import { fileStore } from './file-store.ts'
import { GroupCommit } from './group-commit.ts'
import { historyStore } from './history-store.ts'
import { leaseStore } from './lease-store.ts'
import { type LogWrites, logStore } from './log-store.ts'
import { moderationRecordStore } from './moderation-record-store.ts'
import { notificationStore } from './notification-store.ts'
import { openSessionStore } from './open-session-store.ts'
import { partStore } from './part-store.ts'
import { type PieceLine, writePieces } from './piece-writer.ts'
import { pinStore } from './pin-store.ts'
import { presenceStore } from './presence-store.ts'
import { profileFollowerStore } from './profile-follower-store.ts'
import { pushBindingStore } from './push-binding-store.ts'
import { pushCertificateStore } from './push-certificate-store.ts'
import { pushJobStore } from './push-job-store.ts'
import { pushLabelStore } from './push-label-store.ts'
import { pushTaskStore } from './push-task-store.ts'
import { pushTemplateStore } from './push-template-store.ts'
import { reactionStore } from './reaction-store.ts'
import { readerStore } from './reader-store.ts'
import { reportStore } from './report-store.ts'
import { retentionStore } from './retention-store.ts'
import { roamingStore } from './roaming-store.ts'
import { rtcUidStore } from './rtc-uid-store.ts'
import { searchStore } from './search-store.ts'
import { sharedFileStore } from './shared-file-store.ts'
import { type StreamWrites, streamStore } from './stream-store.ts'
import { subscriberStore } from './subscriber-store.ts'
import { superAdminStore } from './super-admin-store.ts'
import { threadStore } from './thread-store.ts'
import { userStore } from './user-store.ts'
import { webhookDeliveryStore } from './webhook-delivery-store.ts'
import { webhookStore } from './webhook-store.ts'
import { wordListStore } from './word-list-store.ts'

/** The stores over any engine. */
export function storesOver(engine: Engine): Stores {
  const commits = new GroupCommit<Line, Appended>((lines) => appendTo(engine, lines))
  const pieces = new GroupCommit<PieceLine, boolean>((lines) => writePieces(engine, lines))
  const batches = new Batches(engine)
  const inCommit = stores(batches.connection, {
    append: (entries, happenings) => appendTo(batches.connection, linesOf(entries, happenings)),
    async saveCursors() {
      throw new Error('cursors are never part of a commit')
    },
    async advance() {
      throw new Error('pieces are never part of a commit')
    },
  })
  const append: LogStore['append'] = async (entries, happenings) => {
    if (entries.length === 0) return []
    return commits.submit({
      rows: linesOf(entries, happenings),
      bytes: entries.reduce((sum, entry) => sum + entryBytes(entry), 0),
    })
  }
  return {
    ...stores(engine, {
      append,
      saveCursors: (cursors, clears = []) => engine.saveCursors(cursors, clears),
      async advance(stream, payload) {
        const [isNext] = await pieces.submit({ rows: [{ stream, payload }], bytes: payload.length })
        if (!isNext) throw new Outdated()
      },
    }),
    commit: (say) => batches.commit(() => say(inCommit)),
    async close() {
      await Promise.all([commits.drain(), pieces.drain()])
      await engine.close()
    },
  }
}

function stores(connection: Connection, writes: LogWrites & StreamWrites): Omit<Stores, 'commit' | 'close'> {
  return {
    apps: appStore(connection),
    users: userStore(connection),
    files: fileStore(connection),
    sharedFiles: sharedFileStore(connection),
    fileParts: partStore(connection),
    channels: channelStore(connection),
    threads: threadStore(connection),
    superAdmins: superAdminStore(connection),
    contacts: contactStore(connection),
    attributes: attributeStore(connection),
    profileFollowers: profileFollowerStore(connection),
    history: historyStore(connection),
    roaming: roamingStore(connection),
    pins: pinStore(connection),
    retention: retentionStore(connection),
    conversations: conversationStore(connection),
    readers: readerStore(connection),
    reactions: reactionStore(connection),
    favourites: favouriteStore(connection),
    broadcasts: broadcastStore(connection),
    notifications: notificationStore(connection),
    presence: presenceStore(connection),
    pushBindings: pushBindingStore(connection),
    pushCertificates: pushCertificateStore(connection),
    pushTemplates: pushTemplateStore(connection),
    pushJobs: pushJobStore(connection),
    pushLabels: pushLabelStore(connection),
    pushTasks: pushTaskStore(connection),
    search: searchStore(connection),
    rtcUids: rtcUidStore(connection),
    wordLists: wordListStore(connection),
    moderationRecords: moderationRecordStore(connection),
    reports: reportStore(connection),
    webhooks: webhookStore(connection),
    webhookDeliveries: webhookDeliveryStore(connection),
    leases: leaseStore(connection),
    changeNotes: changeNoteStore(connection),
    facts: factStore(connection),
    subscribers: subscriberStore(connection),
    openSessions: openSessionStore(connection),
    streams: streamStore(connection, writes),
    logs: logStore(connection, writes),
  }
}

async function appendTo(connection: Connection, lines: readonly Line[]): Promise<Appended[]> {
  return unpackAppended(await connection.append(packEntries(lines)))
}

function linesOf(
  entries: readonly NewEntry[],
  happenings: readonly (Happening | undefined)[] = [],
): readonly Line[] {
  if (happenings.length === 0) return entries
  return entries.map((entry, index) => ({ ...entry, happening: happenings[index] }))
}
