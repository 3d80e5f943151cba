import { randomBytes } from 'node:crypto'
import type { Logger } from 'pino'
import { ProfileFollowers } from '../domain/attributes/profile-followers.ts'
import { ProfileNews } from '../domain/attributes/profile-news.ts'
import { UserAttributes } from '../domain/attributes/user-attributes.ts'
import { ClientLogs } from '../domain/client-logs/client-logs.ts'
import { Leases } from '../domain/cluster/leases.ts'
import { IdleDevices } from '../domain/devices/idle-devices.ts'
import { Edits } from '../domain/edits/edits.ts'
import { Favourites } from '../domain/favourites/favourites.ts'
import { END_OF_HOURS } from '../domain/history/export-files.ts'
import { inSequence } from '../domain/messages/screening.ts'
import { ShownMessages } from '../domain/messages/shown-messages.ts'
import { TextJudge } from '../domain/moderation/text-judge.ts'
import { WordLists } from '../domain/moderation/word-lists.ts'
import { Notifications } from '../domain/notifications/notifications.ts'
import { Presence } from '../domain/presence/presence.ts'
import { Reports } from '../domain/reports/reports.ts'
import { Absences } from '../domain/rooms/absences.ts'
import { Rtc } from '../domain/rtc/rtc.ts'
import { OwnLists } from '../domain/sync/own-lists.ts'
import { AppRegistry } from '../domain/tenancy/app-registry.ts'
import { ThreadCounts } from '../domain/threads/thread-counts.ts'
import { ThreadOverviews } from '../domain/threads/thread-overviews.ts'
import { GuessGuard } from '../domain/tokens/guess-guard.ts'
import { Registrations } from '../domain/users/registrations.ts'
import { UserAccess } from '../domain/users/user-access.ts'
import { Users } from '../domain/users/users.ts'
import { eventPayloads } from '../gateway/msync/event-payloads.ts'
import { machineClock } from '../kernel/machine-clock.ts'
import { PasswordHasher } from '../kernel/password.ts'
import { openStorage } from '../storage/open-storage.ts'
import { StorageError } from '../storage/storage-error.ts'
import { bootstrapApps } from './bootstrap.ts'
import { openChannels } from './channels.ts'
import { type Config, ConfigError } from './config.ts'
import { openContacts, openRoster } from './contacts.ts'
import type { Core, CoreOptions } from './core.ts'
import { databasePlace } from './database-place.ts'
import { faultReport } from './fault-report.ts'
import { messageCodec as codec } from './message-codec.ts'
import { openBlobs } from './open-blobs.ts'
import { openCluster } from './open-cluster.ts'
import { openConversations } from './open-conversations.ts'
import { openDelivery } from './open-delivery.ts'
import { openFacts } from './open-facts.ts'
import { openFiles } from './open-files.ts'
import { openHistory } from './open-history.ts'
import { openHooks } from './open-hooks.ts'
import { openIds } from './open-ids.ts'
import { openImports } from './open-imports.ts'
import { openInstantPush } from './open-instant-push.ts'
import { openMessages } from './open-messages.ts'
import { openModeration } from './open-moderation.ts'
import { openOutgoing } from './open-outgoing.ts'
import { openPresence } from './open-presence.ts'
import { openPush } from './open-push.ts'
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
  const { peers, shared } = cluster
  const { ids, stop: stopIds } = await openIds(config, { stores, peers, clock, log })
  opened.defer(stopIds)
  const leases = new Leases(stores.leases, peers.id, faultReport(log, 'unexpected error between nodes'))
  const facts = await openFacts(stores, cluster, leases, log)
  const delivery = openDelivery({ stores, cluster, ids, facts, log, onEntries })
  opened.defer(() => delivery.close())
  const { journal, registry, sessions, cursors, ledger } = delivery
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
