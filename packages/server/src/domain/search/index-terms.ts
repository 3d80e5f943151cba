import type { LogKind } from '../log/log-key.ts'
import { plainWordsOf, touch, type Unit, unitsOf } from './text-units.ts'

/** Begins terms that say where a message is: no letter or digit, so no text contains it as a term. */
const PLACE = '§'
/** Code points of a term that count. */
const TERM_LENGTH = 64
/** Bound on the terms of a message. */
const TERMS = 20_000

/** Returns what a text is found by, each once: words, and of scripts without spaces the characters and pairs of neighbours. */
export function termsOf(texts: readonly string[]): string[] {
  const terms = new Set<string>()
  for (const text of texts) {
    const words = plainWordsOf(text)
    if (words === undefined) addUnits(terms, unitsOf(text))
    else for (const word of words) if (terms.size < TERMS) terms.add(shortened(word))
  }
  return [...terms]
}

function addUnits(terms: Set<string>, units: readonly Unit[]): void {
  for (const [i, unit] of units.entries()) {
    if (terms.size >= TERMS) return
    const next = units[i + 1]
    terms.add(shortened(unit.text))
    if (touch(unit, next)) terms.add(shortened(unit.text + next.text))
  }
}

/** A word as the index has it. */
export function shortened(word: string): string {
  return word.length <= TERM_LENGTH ? word : [...word].slice(0, TERM_LENGTH).join('')
}

/** Term of all messages of a log. @param log its row number. */
export function logTerm(log: number): string {
  return `${PLACE}l${log}`
}

/** Term of all messages in conversations of a user with others. @param app row number. */
export function userTerm(app: number, user: string): string {
  return `${PLACE}u${app}x${Buffer.from(user).toString('hex')}`
}

/** Terms that say where a message is. */
export function placeTerms(
  { app, log, sender, receiver }: { app: number; log: number; sender: string; receiver: string },
  kind: LogKind,
): string[] {
  const users = kind === 'pair' ? [...new Set([sender, receiver])] : []
  return [logTerm(log), ...users.map((user) => userTerm(app, user))]
}
