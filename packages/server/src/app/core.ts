import { randomBytes } from 'node:crypto'
import { ApiError } from '@ringpost/contract'
import type { Logger } from 'pino'
import { CatchUp } from '../delivery/catch-up.ts'
import { CursorKeeper } from '../delivery/cursor-keeper.ts'
import { NodeFeed } from '../delivery/node-feed.ts'
import { SessionDirectory } from '../delivery/session-directory.ts'
import { SessionLedger } from '../delivery/session-ledger.ts'
import { SessionRegistry } from '../delivery/session-registry.ts'
import { Unpublished } from '../delivery/unpublished.ts'
import { watchedFeed } from '../delivery/watched-feed.ts'
import { ProfileFollowers } from '../domain/attributes/profile-followers.ts'
import { ProfileNews } from '../domain/attributes/profile-news.ts'
import { UserAttributes } from '../domain/attributes/user-attributes.ts'
import type { ManagedKind } from '../domain/channels/channel.ts'
import type { SharedFiles } from '../domain/channels/shared-files.ts'
import { ClientLogs } from '../domain/client-logs/client-logs.ts'
import { Leases } from '../domain/cluster/leases.ts'
import { IdsTaken, NodeIds } from '../domain/cluster/node-ids.ts'
import type { Blocks } from '../domain/contacts/blocks.ts'
import type { ContactRequests } from '../domain/contacts/contact-requests.ts'
import type { Contacts } from '../domain/contacts/contacts.ts'
import type { Conversations } from '../domain/conversations/conversations.ts'
import type { MessagePins } from '../domain/conversations/message-pins.ts'
import { IdleDevices } from '../domain/devices/idle-devices.ts'
import { Edits } from '../domain/edits/edits.ts'
import { Favourites } from '../domain/favourites/favourites.ts'
import type { FileSweeper } from '../domain/files/file-sweeper.ts'
import type { Files } from '../domain/files/files.ts'
import type { PartUploads } from '../domain/files/part-uploads.ts'
import type { Groups } from '../domain/groups/groups.ts'
import { END_OF_HOURS } from '../domain/history/export-files.ts'
import type { HistoryDeletions } from '../domain/history/history-deletions.ts'
import type { HistoryFiles } from '../domain/history/history-files.ts'
import type { MessagePurges } from '../domain/history/message-purges.ts'
import type { Roaming } from '../domain/history/roaming.ts'
import type { Imports } from '../domain/import/imports.ts'
import type { Entry } from '../domain/log/entry.ts'
import { Journal } from '../domain/log/journal.ts'
import type { LogStore } from '../domain/log/log-store.ts'
import type { BroadcastRunner } from '../domain/messages/broadcast-runner.ts'
import type { Broadcasts } from '../domain/messages/broadcasts.ts'
import type { MessageCodec } from '../domain/messages/message-codec.ts'
import { inSequence, type Screening } from '../domain/messages/screening.ts'
import type { Sending } from '../domain/messages/sending.ts'
import { ShownMessages } from '../domain/messages/shown-messages.ts'
import type { ModerationExports } from '../domain/moderation/moderation-exports.ts'
import type { RecordPruner } from '../domain/moderation/record-pruner.ts'
import { TextJudge } from '../domain/moderation/text-judge.ts'
import { WordLists } from '../domain/moderation/word-lists.ts'
import { Notifications } from '../domain/notifications/notifications.ts'
import type { Outgoing } from '../domain/outgoing/outgoing.ts'
import { Presence } from '../domain/presence/presence.ts'
import type { Reactions } from '../domain/reactions/reactions.ts'
import type { Recalls } from '../domain/recall/recalls.ts'
import type { GroupReceipts } from '../domain/receipts/group-receipts.ts'
import type { Receipts } from '../domain/receipts/receipts.ts'
import { Reports } from '../domain/reports/reports.ts'
import type { Retention } from '../domain/retention/retention.ts'
import { Absences } from '../domain/rooms/absences.ts'
import type { Rooms } from '../domain/rooms/rooms.ts'
import { Rtc } from '../domain/rtc/rtc.ts'
import type { Indexer } from '../domain/search/indexer.ts'
import type { Searches } from '../domain/search/searches.ts'
import type { Speech } from '../domain/speech/speech.ts'
import type { PieceReader } from '../domain/streams/piece-reader.ts'
import type { StreamEnder } from '../domain/streams/stream-ender.ts'
import type { Streams } from '../domain/streams/streams.ts'
import { OwnLists } from '../domain/sync/own-lists.ts'
import type { App } from '../domain/tenancy/app.ts'
import { AppRegistry } from '../domain/tenancy/app-registry.ts'
import { ThreadCounts } from '../domain/threads/thread-counts.ts'
import type { ThreadMembers } from '../domain/threads/thread-members.ts'
import { ThreadOverviews } from '../domain/threads/thread-overviews.ts'
import type { Threads } from '../domain/threads/threads.ts'
import { GuessGuard } from '../domain/tokens/guess-guard.ts'
import type { Tokens } from '../domain/tokens/tokens.ts'
import type { Translations } from '../domain/translation/translations.ts'
import { Registrations } from '../domain/users/registrations.ts'
import { UserAccess } from '../domain/users/user-access.ts'
import { Users } from '../domain/users/users.ts'
import type { CachedWebhookRules } from '../domain/webhooks/cached-webhook-rules.ts'
import type { DeliveryPruner } from '../domain/webhooks/delivery-pruner.ts'
import type { StoredFailures } from '../domain/webhooks/stored-failures.ts'
import type { WebhookDeliveries } from '../domain/webhooks/webhook-deliveries.ts'
import type { WebhookPost } from '../domain/webhooks/webhook-post.ts'
import type { WebhookRunners } from '../domain/webhooks/webhook-runners.ts'
import type { WebhookSender } from '../domain/webhooks/webhook-sender.ts'
import type { WebhookSubscriptions } from '../domain/webhooks/webhook-subscriptions.ts'
import type { Webhooks } from '../domain/webhooks/webhooks.ts'
import { eventPayloads } from '../gateway/msync/event-payloads.ts'
import type { Clock } from '../kernel/clock.ts'
import { IdGenerator } from '../kernel/id-generator.ts'
import { machineClock } from '../kernel/machine-clock.ts'
import { PasswordHasher } from '../kernel/password.ts'
import type { Sealer } from '../kernel/sealer.ts'
import { openStorage, type Storage } from '../storage/open-storage.ts'
import { StorageError } from '../storage/storage-error.ts'
import type { FactEvents } from '../webhooks/events/fact-events.ts'
import { bootstrapApps } from './bootstrap.ts'
import { openChannels } from './channels.ts'
import { type Config, ConfigError } from './config.ts'
import { openContacts, openRoster } from './contacts.ts'
import { databasePlace } from './database-place.ts'
import { faultReport } from './fault-report.ts'
import { messageCodec as codec } from './message-codec.ts'
import { openBlobs } from './open-blobs.ts'
import { type Cluster, openCluster } from './open-cluster.ts'
import { openConversations } from './open-conversations.ts'
import { type Facts, openFacts } from './open-facts.ts'
import { openFiles } from './open-files.ts'
import { openHistory } from './open-history.ts'
import { type HookCounts, openHooks } from './open-hooks.ts'
import { openImports } from './open-imports.ts'
import { type OpenedInstantPush, openInstantPush } from './open-instant-push.ts'
import { openMessages } from './open-messages.ts'
import { openModeration } from './open-moderation.ts'
import { openOutgoing } from './open-outgoing.ts'
import { openPresence } from './open-presence.ts'
import { openPush, type Push } from './open-push.ts'
import { openPushProviders } from './open-push-providers.ts'
import { openRecalls } from './open-recalls.ts'
import { openRetention } from './open-retention.ts'
import { openSealer } from './open-sealer.ts'
import { openSearch } from './open-search.ts'
import { openSpeech } from './open-speech.ts'
import { openTokens } from './open-tokens.ts'
import { openTranslations } from './open-translations.ts'
import { openWebhooks } from './open-webhooks.ts'
import { openPrivateFolder } from './private-folder.ts'
import { UnusableDataError } from './unusable-data-error.ts'

/** All use cases, wired. The CLI also works on this when no server runs. */
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

/**
 * Opens the data folder and wires the domain to its adapters.
 * @throws ConfigError, UnusableDataError
 */
export async function openCore(
  config: Config,
  log: Logger,
  { onUnavailable = () => {}, screening, onEntries, aroundWebhooks, clock = machineClock }: CoreOptions = {},
): Promise<Core> {
  if (config.natsUrl !== undefined && config.databaseUrl === undefined)
    throw new ConfigError(
      'RINGPOST_NATS_URL needs RINGPOST_DATABASE_URL: several nodes share one PostgreSQL database, not a SQLite file',
    )
  if (config.storage === 'memory') log.warn('everything is in memory: it is lost when this server ends')
  else await openPrivateFolder(config.data, (message) => log.warn(message))
  // If a later step fails, whatever is open is closed again, last first.
  await using opened = new AsyncDisposableStack()
  const stores = await openStorage({ ...databasePlace(config), log, onUnavailable }).catch(
    (error: unknown) => {
      throw error instanceof StorageError ? new UnusableDataError(error.message, { cause: error }) : error
    },
  )
  opened.defer(() => stores.close())
  const passwords = new PasswordHasher(config.passwordCost)
  const guesses = new GuessGuard(config.guessesPerAddress)
  const sealer = await openSealer(config)
  const outgoing = openOutgoing(config)
  opened.defer(async () => outgoing.close())
  const pushing = openPushProviders(config, outgoing)
  opened.defer(async () => pushing.close())
  const cluster = await openCluster(config, stores.changeNotes, log)
  opened.defer(() => cluster.close())
  const { bus, peers, ears, shared } = cluster
  const onError = faultReport(log, 'unexpected error between nodes')
  const refusal = () => new ApiError('server.unavailable')
  const ids = new IdGenerator(undefined, await stores.logs.lastId(), refusal, clock)
  const nodeIds = new NodeIds({
    ...stores,
    ids,
    holder: peers.id,
    wanted: config.node,
    nodes: () => peers.live.length + 1,
    onError,
    onChange(isValid) {
      if (isValid) log.warn('this node has ids again and accepts messages')
      else log.error('the ids of this node have expired: it accepts no messages until it has some again')
    },
  })
  await nodeIds.start().catch((error: Error) => {
    throw error instanceof IdsTaken ? new ConfigError(`RINGPOST_NODE: ${error.message}`) : error
  })
  opened.defer(() => nodeIds.stop())
  const leases = new Leases(stores.leases, peers.id, onError)
  const cursors = new CursorKeeper(stores.logs, faultReport(log, 'cursors not written, retrying'))
  opened.defer(() => cursors.close())
  const registry = new SessionRegistry(stores.channels, ears)
  const sessions = new SessionDirectory({ registry, bus, peers, shared, cursors, clock })
  opened.defer(async () => sessions.close())
  const nodesOf = (app: number, users: readonly string[]) => sessions.nodesOf(app, users)
  const read: LogStore['read'] = (...range) => stores.logs.read(...range)
  const feed = new NodeFeed({ bus, peers, shared, ears, registry, nodesOf, read, clock, onError })
  const catchUp = new CatchUp({ bus, registry, restart: () => feed.restart() })
  shared.whenMissed(() => catchUp.now())
  opened.defer(() => catchUp.close())
  const unpublished = new Unpublished({
    ...{ bus, peers, ids, logs: stores.logs, onError },
    announce: (...range) => feed.announce(...range),
  })
  opened.defer(() => unpublished.close())
  const facts = await openFacts(stores, cluster, leases, log)
  // On a single node, commit order is entry order.
  const outlet = cluster.hasOthers ? feed : registry
  const journal = new Journal(
    stores,
    onEntries === undefined ? outlet : watchedFeed(outlet, onEntries),
    facts.outlet,
  )
  const ledger = new SessionLedger({
    journal,
    store: stores.openSessions,
    interest: facts.interest,
    peers,
    hasOthers: cluster.hasOthers,
    here: () => sessions.here(),
    onError: faultReport(log, 'ends of sessions not reported'),
  })
  sessions.whenChanged((session, fact) => ledger.report(session, fact))
  opened.defer(() => ledger.stop())
  const roster = openRoster({ stores, journal, ids, encoder: eventPayloads, shared })
  const blobs = await openBlobs(config, log)
  const files = await openFiles(config, stores, journal, blobs, {
    ...{ leases, clock, log },
    isAlone: !cluster.hasOthers,
  })
  const base = { stores, journal, ids, codec }
  const encoder = eventPayloads
  const threadCounts = new ThreadCounts(stores.threads)
  const overviews = new ThreadOverviews({ store: stores.threads, logs: stores.logs, counts: threadCounts })
  const shown = new ShownMessages({ reactions: stores.reactions, overviews, codec })
  const channels = openChannels({ ...base, files: files.files, encoder, shared, shown })
  const { cache } = channels
  const { correspondence } = roster
  const key = await stores.apps.secret('token-key', () => randomBytes(32))
  const apps = await AppRegistry.load(stores.apps, shared, clock)
  await bootstrapApps(apps, config.bootstrap)
  const { states, news: presenceNews } = openPresence({ stores, apps, sessions, journal, ids, encoder, log })
  opened.defer(() => presenceNews.stop())
  const users = new Users({
    ...{ stores, journal, sessions, shared, clock },
    departures: [channels.departures, roster.departures, presenceNews],
  })
  await cluster.join()
  const absences = new Absences({
    hearsAll: () => peers.hearsAll,
    apps,
    clock,
    channels: stores.channels,
    writer: channels.writer,
    sessions,
    onError: faultReport(log, 'absent users not removed from rooms'),
  })
  registry.whenGone((app, user) => absences.note(app, user))
  sessions.whenLost((app, user) => absences.note(app, user))
  sessions.whenMoved((owns) => absences.noteAll(owns))
  const history = await openHistory(blobs, stores, leases, clock)
  const textJudge = new TextJudge(stores.wordLists, shared)
  const moderating = openModeration({ stores, apps, leases, ids, textJudge, journal, log })
  const { moderation, moderationExports, recordPruner, recorder } = moderating
  const webhooks = openWebhooks({
    ...{ stores, apps, shared, facts, ids, sealer, outgoing, codec, sessions, leases, log },
    publicUrl: config.publicUrl,
    around: aroundWebhooks,
  })
  const { hooks, hookCounts } = openHooks({
    stores,
    rules: webhooks.webhookRules,
    outgoing,
    recorder,
    clock,
    log,
  })
  const screenings = inSequence([moderation, hooks, ...(screening === undefined ? [] : [screening])])
  opened.defer(() => recorder.written())
  const translations = openTranslations(config, log)
  const push = openPush({
    ...{ ...base, cache, users, sessions, facts, translations, apps, sealer, shared, log },
    providers: pushing.providers,
    hasOthers: cluster.hasOthers,
  })
  const everything = opened.move()
  const ofUsers = openConversations({ stores, journal, ids, encoder, cache, correspondence, shown, users })
  const news = new ProfileNews({ stores, journal, ids, encoder })
  return {
    stores,
    apps,
    users,
    registrations: new Registrations({ journal, users, passwords, clock }),
    userAccess: new UserAccess({ users, sessions, passwords, guesses, clock }),
    userAttributes: new UserAttributes({ stores, journal, users, news, clock }),
    profileFollowers: new ProfileFollowers(stores.profileFollowers, users),
    notifications: new Notifications({ store: stores.notifications, journal, ids, encoder }),
    ...push,
    ...openInstantPush({ ...push, stores, apps, leases, ids, log }),
    presence: new Presence({
      store: stores.presence,
      states,
      clock,
      news: presenceNews,
      users,
      sessions,
      groups: channels.groups.channels,
      channels: stores.channels,
      journal,
    }),
    rtc: new Rtc(stores.rtcUids, users),
    clientLogs: new ClientLogs({
      files: blobs.clientLogs,
      apps,
      clock,
      onError: faultReport(log, 'old logs of clients not removed'),
    }),
    textJudge,
    wordLists: new WordLists(stores.wordLists, ids, textJudge),
    moderationExports,
    recordPruner,
    reports: new Reports({ store: stores.reports, logs: stores.logs, history: stores.roaming, cache, ids }),
    ...webhooks,
    hookCounts,
    translations,
    speech: openSpeech(config, files.files, log),
    tokens: openTokens(config, { ...{ key, users, passwords, guesses, clock, log }, apps: stores.apps }),
    groups: channels.groups,
    rooms: channels.rooms,
    sharedFiles: channels.sharedFiles,
    threads: channels.threads,
    threadMembers: channels.threadMembers,
    ...openMessages({
      ...base,
      threadCounts,
      users,
      encoder,
      cache,
      correspondence,
      audience: sessions,
      screening: screenings,
      leases,
      apps,
      config,
      log,
    }),
    ...openContacts({ stores, users, writer: roster.writer }),
    ownLists: new OwnLists(stores, ofUsers.conversations),
    ...openRecalls({ ...base, cache }),
    historyFiles: history,
    retention: openRetention(config, { stores, apps, files: history, leases, clock, log }),
    edits: new Edits({ ...base, cache, correspondence, screening: screenings, users }),
    ...ofUsers,
    favourites: new Favourites(stores.favourites, clock),
    shown,
    ...openSearch(config, { ...base, cache, leases, hasOthers: cluster.hasOthers, log }),
    imports: openImports(config, { ...base, files: files.files }),
    ...files,
    absences,
    idleDevices: new IdleDevices({
      logs: stores.logs,
      sessions,
      leases,
      clock,
      days: config.deviceDays,
      onError: faultReport(log, 'idle devices not forgotten'),
    }),
    ledger,
    facts,
    registry,
    sessions,
    cluster,
    cursors,
    ids,
    clock,
    codec,
    passwords,
    guesses,
    outgoing,
    sealer,
    publicUrl: config.publicUrl,
    log,
    async eraseApp({ id, uuid }) {
      await stores.eraseApp(id)
      await blobs.blobs.removeApp(id)
      await blobs.exports.removeBefore({ app: uuid, hour: END_OF_HOURS })
    },
    close: () => everything.disposeAsync(),
  }
}
