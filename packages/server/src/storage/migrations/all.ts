import type { Migration } from '../migrate.ts'
import { initial } from './0001-initial.ts'
import { files } from './0002-files.ts'
import { channels } from './0003-channels.ts'
import { relations } from './0004-relations.ts'
import { history } from './0005-history.ts'
import { roles } from './0006-roles.ts'
import { joining } from './0007-joining.ts'
import { attributes } from './0008-attributes.ts'
import { sharedFiles } from './0009-shared-files.ts'
import { partUploads } from './0010-part-uploads.ts'
import { conversations } from './0011-conversations.ts'
import { readers } from './0012-readers.ts'
import { leases } from './0013-leases.ts'
import { threads } from './0014-threads.ts'
import { logHeads } from './0015-log-heads.ts'
import { formerUsers } from './0016-former-users.ts'
import { facts } from './0017-facts.ts'
import { openSessions } from './0018-open-sessions.ts'
import { profiles } from './0019-profiles.ts'
import { channelCounts } from './0020-channel-counts.ts'
import { logEnds } from './0021-log-ends.ts'
import { activeHours } from './0022-active-hours.ts'
import { broadcasts } from './0023-broadcasts.ts'
import { readerCounts } from './0024-reader-counts.ts'
import { retention } from './0025-retention.ts'
import { notifications } from './0026-notifications.ts'
import { mutes } from './0027-mutes.ts'
import { changeNotes } from './0028-change-notes.ts'
import { presence } from './0029-presence.ts'
import { reactions } from './0030-reactions.ts'
import { favourites } from './0031-favourites.ts'
import { search } from './0032-search.ts'
import { rtcUids } from './0033-rtc-uids.ts'
import { wordLists } from './0034-word-lists.ts'
import { reports } from './0035-reports.ts'
import { streams } from './0036-streams.ts'
import { moderationRecords } from './0037-moderation-records.ts'
import { webhooks } from './0038-webhooks.ts'
import { push } from './0039-push.ts'
import { pushLabels } from './0040-push-labels.ts'
import { messageChangeFacts } from './0041-message-changes.ts'
import { threadMarks } from './0042-thread-marks.ts'
import { toldReads } from './0043-told-reads.ts'
import { wordSizes } from './0044-word-sizes.ts'
import { pushJobOrder } from './0045-push-job-order.ts'
import { logChanges } from './0046-log-changes.ts'
import { shownReactions } from './0047-shown-reactions.ts'

/** In order: the files are numbered by version. Released migrations are never edited: a change is a new migration. */
export const migrations: readonly Migration[] = [
  initial,
  files,
  channels,
  relations,
  history,
  roles,
  joining,
  attributes,
  sharedFiles,
  partUploads,
  conversations,
  readers,
  leases,
  threads,
  logHeads,
  formerUsers,
  facts,
  openSessions,
  profiles,
  channelCounts,
  logEnds,
  activeHours,
  broadcasts,
  readerCounts,
  retention,
  notifications,
  mutes,
  changeNotes,
  presence,
  reactions,
  favourites,
  search,
  rtcUids,
  wordLists,
  reports,
  streams,
  moderationRecords,
  webhooks,
  push,
  pushLabels,
  messageChangeFacts,
  threadMarks,
  toldReads,
  wordSizes,
  pushJobOrder,
  logChanges,
  shownReactions,
]
