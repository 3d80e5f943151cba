/** Builds with which every scenario is run. */
export const builds = {
  '4.21.1': 'easemob-websdk',
  '4.8.1': 'easemob-websdk-4.8',
  '4.0.8': 'easemob-websdk-4.0',
} as const

export type Version = keyof typeof builds
export type Area =
  | 'contacts'
  | 'groups'
  | 'rooms'
  | 'conversations'
  | 'files'
  | 'notifications'
  | 'presence'
  | 'reactions'
  | 'voice'

const rows = (letter: string, first: number, last: number) =>
  Array.from({ length: last - first + 1 }, (_, i) => `${letter}${first + i}`)

/** Rows of sdk-rest-calls.md §5 that it marks as core, and others that work. */
export const core: readonly string[] = [
  ...rows('L', 1, 4),
  ...rows('F', 1, 6),
  ...rows('C', 1, 11),
  ...rows('V', 1, 7),
  ...rows('V', 11, 15),
  ...rows('G', 1, 48),
  ...rows('R', 1, 39),
  ...rows('N', 1, 8),
  ...rows('P', 1, 5),
  ...rows('E', 1, 4),
  ...rows('X', 5, 6),
]

const without = (all: readonly string[], ...missing: string[]) => all.filter((row) => !missing.includes(row))
const contacts = rows('C', 1, 11)
const groups = rows('G', 1, 48)
const rooms = rows('R', 1, 39)
const conversations = [...rows('V', 1, 7), ...rows('V', 11, 15)]
const notifications = rows('N', 1, 8)
const presence = rows('P', 1, 5)
const reactions = rows('E', 1, 4)
const files = [...rows('L', 1, 4), ...rows('F', 1, 6)]

/** What each scenario exercises with each build: it skips only what a build has no method for. */
export const exercised: Readonly<Record<Area, Readonly<Record<Version, readonly string[]>>>> = {
  contacts: {
    '4.21.1': contacts,
    '4.8.1': contacts,
    '4.0.8': without(contacts, 'C2', 'C3', 'C8'),
  },
  groups: {
    '4.21.1': groups,
    '4.8.1': without(groups, 'G11', 'G13', 'G47', 'G48'),
    '4.0.8': without(groups, 'G11', 'G13', 'G26', 'G45', 'G46', 'G47', 'G48'),
  },
  rooms: {
    '4.21.1': rooms,
    '4.8.1': without(rooms, 'R11'),
    '4.0.8': without(rooms, 'R6', 'R11', 'R18', 'R35', 'R36', 'R37', 'R38', 'R39'),
  },
  conversations: {
    '4.21.1': conversations,
    '4.8.1': conversations,
    '4.0.8': without(conversations, 'V1', 'V2', 'V6', 'V7', 'V13', 'V14', 'V15'),
  },
  notifications: {
    '4.21.1': notifications,
    '4.8.1': without(notifications, 'N8'),
    '4.0.8': without(notifications, 'N8'),
  },
  presence: { '4.21.1': presence, '4.8.1': presence, '4.0.8': presence },
  reactions: { '4.21.1': reactions, '4.8.1': reactions, '4.0.8': reactions },
  voice: { '4.21.1': rows('X', 5, 6), '4.8.1': [], '4.0.8': [] },
  files: {
    '4.21.1': files,
    '4.8.1': files,
    '4.0.8': without(files, 'F3', 'F4', 'F5', 'F6'),
  },
}
