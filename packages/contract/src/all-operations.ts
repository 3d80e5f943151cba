import type { Operation } from './operation.ts'
import * as attributes from './operations/attributes.ts'
import { channels } from './operations/channels.ts'
import * as contacts from './operations/contacts.ts'
import * as conversations from './operations/conversations.ts'
import * as favourites from './operations/favourites.ts'
import * as files from './operations/files.ts'
import * as groupMembers from './operations/group-members.ts'
import * as groups from './operations/groups.ts'
import * as history from './operations/history.ts'
import * as instantPush from './operations/instant-push.ts'
import * as messageSearch from './operations/message-search.ts'
import * as messages from './operations/messages.ts'
import * as moderation from './operations/moderation.ts'
import * as presence from './operations/presence.ts'
import * as push from './operations/push.ts'
import * as reactions from './operations/reactions.ts'
import * as roomAttributes from './operations/room-attributes.ts'
import * as roomMembers from './operations/room-members.ts'
import * as rooms from './operations/rooms.ts'
import * as rtc from './operations/rtc.ts'
import * as service from './operations/service.ts'
import * as speech from './operations/speech.ts'
import * as testing from './operations/testing.ts'
import * as threads from './operations/threads.ts'
import * as tokens from './operations/tokens.ts'
import * as translation from './operations/translation.ts'
import * as users from './operations/users.ts'
import * as webhooks from './operations/webhooks.ts'

/** Declarations, in the order of the documentation. */
const declarations: readonly object[] = [
  service,
  tokens,
  users,
  attributes,
  messages,
  messageSearch,
  files,
  history,
  conversations,
  contacts,
  groups,
  groupMembers,
  channels.group,
  rooms,
  roomMembers,
  channels.room,
  roomAttributes,
  threads,
  reactions,
  presence,
  push,
  instantPush,
  favourites,
  translation,
  moderation,
  webhooks,
  rtc,
  speech,
  testing,
]

/** Every declared operation, area by area, built or not. */
export const allOperations: readonly Operation[] = declarations.flatMap((area) =>
  Object.values(area).filter(isOperation),
)

/** The modules of areas also export schemas. */
function isOperation(value: unknown): value is Operation {
  return typeof value === 'object' && value !== null && 'id' in value && 'method' in value
}
