import type { Logger } from 'pino'
import type { CursorKeeper } from '../delivery/cursor-keeper.ts'
import type { SessionDirectory } from '../delivery/session-directory.ts'
import type { SessionLedger } from '../delivery/session-ledger.ts'
import type { SessionRegistry } from '../delivery/session-registry.ts'
import type { ProfileFollowers } from '../domain/attributes/profile-followers.ts'
import type { UserAttributes } from '../domain/attributes/user-attributes.ts'
import type { ManagedKind } from '../domain/channels/channel.ts'
import type { SharedFiles } from '../domain/channels/shared-files.ts'
import type { ClientLogs } from '../domain/client-logs/client-logs.ts'
import type { Blocks } from '../domain/contacts/blocks.ts'
import type { ContactRequests } from '../domain/contacts/contact-requests.ts'
import type { Contacts } from '../domain/contacts/contacts.ts'
import type { Conversations } from '../domain/conversations/conversations.ts'
import type { MessagePins } from '../domain/conversations/message-pins.ts'
import type { IdleDevices } from '../domain/devices/idle-devices.ts'
import type { Edits } from '../domain/edits/edits.ts'
import type { Favourites } from '../domain/favourites/favourites.ts'
import type { FileSweeper } from '../domain/files/file-sweeper.ts'
import type { Files } from '../domain/files/files.ts'
import type { PartUploads } from '../domain/files/part-uploads.ts'
import type { Groups } from '../domain/groups/groups.ts'
import type { HistoryDeletions } from '../domain/history/history-deletions.ts'
import type { HistoryFiles } from '../domain/history/history-files.ts'
import type { MessagePurges } from '../domain/history/message-purges.ts'
import type { Roaming } from '../domain/history/roaming.ts'
import type { Imports } from '../domain/import/imports.ts'
import type { Entry } from '../domain/log/entry.ts'
import type { BroadcastRunner } from '../domain/messages/broadcast-runner.ts'
import type { Broadcasts } from '../domain/messages/broadcasts.ts'
import type { MessageCodec } from '../domain/messages/message-codec.ts'
import type { Screening } from '../domain/messages/screening.ts'
import type { Sending } from '../domain/messages/sending.ts'
import type { ShownMessages } from '../domain/messages/shown-messages.ts'
import type { ModerationExports } from '../domain/moderation/moderation-exports.ts'
import type { RecordPruner } from '../domain/moderation/record-pruner.ts'
import type { TextJudge } from '../domain/moderation/text-judge.ts'
import type { WordLists } from '../domain/moderation/word-lists.ts'
import type { Notifications } from '../domain/notifications/notifications.ts'
import type { Outgoing } from '../domain/outgoing/outgoing.ts'
import type { Presence } from '../domain/presence/presence.ts'
import type { Reactions } from '../domain/reactions/reactions.ts'
import type { Recalls } from '../domain/recall/recalls.ts'
import type { GroupReceipts } from '../domain/receipts/group-receipts.ts'
import type { Receipts } from '../domain/receipts/receipts.ts'
import type { Reports } from '../domain/reports/reports.ts'
import type { Retention } from '../domain/retention/retention.ts'
import type { Absences } from '../domain/rooms/absences.ts'
import type { Rooms } from '../domain/rooms/rooms.ts'
import type { Rtc } from '../domain/rtc/rtc.ts'
import type { Indexer } from '../domain/search/indexer.ts'
import type { Searches } from '../domain/search/searches.ts'
import type { Speech } from '../domain/speech/speech.ts'
import type { PieceReader } from '../domain/streams/piece-reader.ts'
import type { StreamEnder } from '../domain/streams/stream-ender.ts'
import type { Streams } from '../domain/streams/streams.ts'
import type { OwnLists } from '../domain/sync/own-lists.ts'
import type { App } from '../domain/tenancy/app.ts'
import type { AppRegistry } from '../domain/tenancy/app-registry.ts'
import type { ThreadMembers } from '../domain/threads/thread-members.ts'
import type { Threads } from '../domain/threads/threads.ts'
import type { GuessGuard } from '../domain/tokens/guess-guard.ts'
import type { Tokens } from '../domain/tokens/tokens.ts'
import type { Translations } from '../domain/translation/translations.ts'
import type { Registrations } from '../domain/users/registrations.ts'
import type { UserAccess } from '../domain/users/user-access.ts'
import type { Users } from '../domain/users/users.ts'
import type { CachedWebhookRules } from '../domain/webhooks/cached-webhook-rules.ts'
import type { DeliveryPruner } from '../domain/webhooks/delivery-pruner.ts'
import type { StoredFailures } from '../domain/webhooks/stored-failures.ts'
import type { WebhookDeliveries } from '../domain/webhooks/webhook-deliveries.ts'
import type { WebhookPost } from '../domain/webhooks/webhook-post.ts'
import type { WebhookRunners } from '../domain/webhooks/webhook-runners.ts'
import type { WebhookSender } from '../domain/webhooks/webhook-sender.ts'
import type { WebhookSubscriptions } from '../domain/webhooks/webhook-subscriptions.ts'
import type { Webhooks } from '../domain/webhooks/webhooks.ts'
import type { Clock } from '../kernel/clock.ts'
import type { IdGenerator } from '../kernel/id-generator.ts'
import type { PasswordHasher } from '../kernel/password.ts'
import type { Sealer } from '../kernel/sealer.ts'
import type { Storage } from '../storage/open-storage.ts'
import type { FactEvents } from '../webhooks/events/fact-events.ts'
import type { Cluster } from './open-cluster.ts'
import type { Facts } from './open-facts.ts'
import type { HookCounts } from './open-hooks.ts'
import type { OpenedInstantPush } from './open-instant-push.ts'
import type { Push } from './open-push.ts'

/** All use cases, wired (`open-core.ts`). The CLI also works on this when no server runs. */
export interface Core extends Push, OpenedInstantPush {
  stores: Storage
  apps: AppRegistry
  users: Users
  registrations: Registrations
  userAccess: UserAccess
  userAttributes: UserAttributes
  profileFollowers: ProfileFollowers
  notifications: Notifications
  presence: Presence
  rtc: Rtc
  clientLogs: ClientLogs
  textJudge: TextJudge
  wordLists: WordLists
  moderationExports: ModerationExports
  recordPruner: RecordPruner
  reports: Reports
  webhooks: Webhooks
  webhookRules: CachedWebhookRules
  webhookSubscriptions: WebhookSubscriptions
  hookCounts: HookCounts
  webhookRunners: WebhookRunners
  webhookDeliveries: WebhookDeliveries
  storedFailures: StoredFailures
  deliveryPruner: DeliveryPruner
  webhookSender: WebhookSender
  webhookEvents: FactEvents
  translations: Translations
  speech: Speech
  tokens: Tokens
  sending: Sending
  groups: Groups
  rooms: Rooms
  sharedFiles: Record<ManagedKind, SharedFiles>
  receipts: Receipts
  groupReceipts: GroupReceipts
  threads: Threads
  threadMembers: ThreadMembers
  streams: Streams
  pieces: PieceReader
  streamEnder: StreamEnder
  broadcasts: Broadcasts
  broadcastRunner: BroadcastRunner
  contacts: Contacts
  contactRequests: ContactRequests
  blocks: Blocks
  recalls: Recalls
  messagePurges: MessagePurges
  edits: Edits
  historyFiles: HistoryFiles
  retention: Retention
  conversations: Conversations
  ownLists: OwnLists
  messagePins: MessagePins
  reactions: Reactions
  favourites: Favourites
  shown: ShownMessages
  roaming: Roaming
  historyDeletions: HistoryDeletions
  imports: Imports
  /** Undefined if search is switched off, as are the two. */
  searches: Searches | undefined
  indexer: Indexer | undefined
  files: Files
  partUploads: PartUploads
  fileSweeper: FileSweeper
  absences: Absences
  idleDevices: IdleDevices
  ledger: SessionLedger
  facts: Facts
  /** Sessions on this node; `sessions` knows those on all nodes. */
  registry: SessionRegistry
  sessions: SessionDirectory
  cluster: Cluster
  cursors: CursorKeeper
  ids: IdGenerator
  clock: Clock
  codec: MessageCodec
  passwords: PasswordHasher
  guesses: GuessGuard
  outgoing: Outgoing
  sealer: Sealer
  /** URL prefix in replies; undefined: the address under which the caller reached the server. */
  publicUrl: string | undefined
  log: Logger
  /** Removes rows, uploaded files and history files of an app that is out of use. For servers that tests use. */
  eraseApp(app: App): Promise<void>
  /** Stops everything that runs in the core and closes the database. */
  close(): Promise<void>
}

export interface CoreOptions {
  /** Called when the database is lost for good (a dead disk): nothing is acknowledged from then on. */
  onUnavailable?: () => void
  /** Sees messages before they are sent. */
  screening?: Screening
  /** Sees what is published to users, after the commit. It must neither throw nor block. */
  onEntries?: (entries: readonly Entry[]) => void
  /** The time that people's data bears; of this machine, unless a test moves it. */
  clock?: Clock
  /** Stands between events and their receivers. */
  aroundWebhooks?: (post: WebhookPost) => WebhookPost
}
