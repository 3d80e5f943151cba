import { groupLog, pairLog } from '../../packages/server/src/domain/log/log-key.ts'
import { idFloor } from '../../packages/server/src/kernel/id-generator.ts'

const YEAR_MS = 365 * 24 * 3_600_000
/** One-to-one conversations per user as the first of the pair, and members of a group. */
const PAIRS = 10
const GROUP = 25
/** Share of the messages that go to groups. */
const IN_GROUPS = 0.3

/**
 * Who wrote what to whom in a year: the same for the same number of messages. Of a hundred messages per user, 70 are
 * one-to-one; busy conversations have many times the messages of quiet ones.
 */
export class Population {
  readonly messages: number
  readonly users: number
  readonly pairs: number
  readonly groups: number
  /** Number of messages per conversation: pairs first, then groups. */
  readonly heads: Uint32Array
  /** Id of the last message per conversation; 0 if there is none. */
  readonly lastIds: Float64Array
  readonly #begin: number

  /** @param end ms since 1970 at which the year ends. */
  constructor(messages: number, end: number) {
    this.messages = messages
    this.users = Math.max(1000, Math.round(messages / 100))
    this.pairs = this.users * PAIRS
    this.groups = Math.max(200, Math.round(messages / 500))
    this.#begin = end - YEAR_MS
    this.heads = new Uint32Array(this.pairs + this.groups)
    this.lastIds = new Float64Array(this.pairs + this.groups)
    for (let i = 0; i < messages; i++) {
      const conversation = this.conversationOf(i)
      this.heads[conversation]!++
      this.lastIds[conversation] = this.idOf(i)
    }
  }

  timeOf(message: number): number {
    return this.#begin + Math.floor((message / this.messages) * YEAR_MS)
  }

  idOf(message: number): number {
    return idFloor(this.timeOf(message))
  }

  conversationOf(message: number): number {
    const chance = fraction(message * 2)
    // The square makes the first tenth of the conversations hold a third of the messages.
    const place = fraction(message * 2 + 1) ** 2
    return chance < IN_GROUPS ? this.pairs + Math.floor(place * this.groups) : Math.floor(place * this.pairs)
  }

  /** Key of the conversation's log. */
  keyOf(conversation: number): string {
    if (conversation >= this.pairs) return groupLog(String(conversation - this.pairs + 1))
    const [user, peer] = this.membersOf(conversation)
    return pairLog(this.nameOf(user!), this.nameOf(peer!))
  }

  membersOf(conversation: number): number[] {
    if (conversation >= this.pairs) {
      const step = Math.floor(this.users / (GROUP + 6))
      return Array.from({ length: GROUP }, (_, i) => (conversation * 31 + i * step) % this.users)
    }
    const user = conversation % this.users
    const step = Math.floor(this.users / 25)
    return [user, (user + 1 + step * Math.floor(conversation / this.users)) % this.users]
  }

  nameOf(user: number): string {
    return `user${user + 1}`
  }
}

/** A number from 0 to 1, exclusive, that looks random. */
export function fraction(seed: number): number {
  let hash = Math.imul(seed ^ (seed >>> 16) ^ Math.floor(seed / 2 ** 32), 0x45d9f3b)
  hash = Math.imul(hash ^ (hash >>> 16), 0x45d9f3b)
  return ((hash ^ (hash >>> 16)) >>> 0) / 2 ** 32
}
