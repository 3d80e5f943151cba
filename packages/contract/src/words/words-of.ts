import type { Operation } from '../operation.ts'
import type { AreaWords } from './area-words.ts'
import { attributes } from './attributes.ts'
import { groups, rooms } from './channels.ts'
import { contacts } from './contacts.ts'
import { conversations } from './conversations.ts'
import { favourites } from './favourites.ts'
import { files } from './files.ts'
import { history } from './history.ts'
import { messages } from './messages.ts'
import { moderation } from './moderation.ts'
import { namedWords } from './named-words.ts'
import { presence } from './presence.ts'
import { push } from './push.ts'
import { reactions } from './reactions.ts'
import { rtc } from './rtc.ts'
import { service } from './service.ts'
import { speech } from './speech.ts'
import { answeredTerms, askedTerms } from './terms.ts'
import { testing } from './testing.ts'
import { threads } from './threads.ts'
import { tokens } from './tokens.ts'
import { translation } from './translation.ts'
import { users } from './users.ts'
import { webhooks } from './webhooks.ts'

/** Words by area, the first part of operation ids. */
export const areaWords: Readonly<Record<string, AreaWords>> = {
  service,
  tokens,
  users,
  attributes,
  messages,
  files,
  history,
  conversations,
  contacts,
  groups,
  rooms,
  threads,
  reactions,
  presence,
  push,
  favourites,
  translation,
  moderation,
  webhooks,
  rtc,
  speech,
  testing,
}

const terms = { asked: askedTerms, answered: answeredTerms }

/** Requests ask, replies answer. */
export type Direction = 'asked' | 'answered'

/** A text, and the key under which it stands. */
export interface FoundWords {
  text: string
  key: string
}

/** What the summary of an operation leaves unsaid. */
export function actWords({ id }: Operation): string | undefined {
  const [area, act] = split(id)
  return areaWords[area]?.acts?.[act]
}

/** What the result of an operation is as a whole, if it is not an object. */
export function resultWords({ id }: Operation): string | undefined {
  const [area, act] = split(id)
  return areaWords[area]?.results?.[act]
}

/** Meaning of a field. @param path names from the outermost object to the field. */
export function fieldWords(
  { id }: Operation,
  direction: Direction,
  path: readonly string[],
): FoundWords | undefined {
  const [area, act] = split(id)
  const table = areaWords[area]?.[direction] ?? {}
  const tails = tailsOf(path)
  const keys = tails.flatMap((tail) => [`${act}: ${tail}`, tail])
  return (
    found(table, keys, `${area}.${direction} `) ?? found(terms[direction], tails.slice(-1), `${direction} `)
  )
}

/** Meaning of a field of a schema that has a name. */
export function namedFieldWords(
  name: string,
  direction: Direction,
  path: readonly string[],
): FoundWords | undefined {
  const tails = tailsOf(path)
  return (
    found(namedWords[name]?.fields ?? {}, tails, `${name} `) ??
    found(terms[direction], tails.slice(-1), `${direction} `)
  )
}

/** `a.b.c`, `b.c`, `c`. */
function tailsOf(path: readonly string[]): string[] {
  return path.map((_, start) => path.slice(start).join('.'))
}

function found(table: Readonly<Record<string, string>>, keys: readonly string[], prefix: string) {
  const key = keys.find((each) => Object.hasOwn(table, each))
  return key === undefined ? undefined : { text: table[key]!, key: prefix + key }
}

function split(id: string): [area: string, act: string] {
  const dot = id.indexOf('.')
  return [id.slice(0, dot), id.slice(dot + 1)]
}
