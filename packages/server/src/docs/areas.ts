import { allOperations, type Operation } from '@ringpost/contract'

/** Titles of areas, by the first part of operation ids, in the order of the documentation. */
const titles: Readonly<Record<string, string>> = {
  service: 'Service',
  tokens: 'Tokens',
  users: 'Users',
  attributes: 'User attributes',
  messages: 'Messages',
  files: 'Files',
  history: 'History',
  conversations: 'Conversations',
  contacts: 'Contacts and block list',
  groups: 'Groups',
  rooms: 'Chat rooms',
  threads: 'Threads',
  reactions: 'Reactions',
  presence: 'Presence',
  push: 'Push and silent mode',
  favourites: 'Favourites',
  translation: 'Translation',
  moderation: 'Moderation',
  webhooks: 'Webhooks',
  rtc: 'Voice and video',
  speech: 'Speech',
  testing: 'Testing: the emulator',
}

export interface Area {
  name: string
  title: string
  /** Sorted by path. */
  operations: readonly Operation[]
}

export const areaOf = (operation: Operation): string => operation.id.split('.', 1)[0]!

/** Every declared operation, area by area. An area without a title uses its name and comes last. */
export const areas: readonly Area[] = [
  ...new Set([...Object.keys(titles), ...allOperations.map(areaOf)]),
].map((name) => ({
  name,
  title: titles[name] ?? name,
  operations: allOperations
    .filter((operation) => areaOf(operation) === name)
    .sort((a, b) => compare(a.path, b.path) || compare(a.method, b.method)),
}))

function compare(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0
}
