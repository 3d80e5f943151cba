import { type Entry, entryKind } from '../../domain/log/entry.ts'
import { setTimeout } from '../../kernel/machine-time.ts'

/**
 * ms that a notice of the user's own act waits, and what comes after it. The vendor's UI kits count a reaction when its call is
 * answered, and take the count from the event: if the event came first, they would count it twice.
 */
const HELD_MS = 50
/** Entries that wait. */
const LIMIT = 100

/** Lets the device that acted, which the call did not name, get the answer before the event. The order of entries stays. */
export class AnswersFirst {
  readonly #user: string
  readonly #hand: (entry: Entry) => void
  #held: Entry[] = []

  /** @param hand takes the entries of the user's device. */
  constructor(user: string, hand: (entry: Entry) => void) {
    this.#user = user
    this.#hand = hand
  }

  offer(entry: Entry): void {
    if (this.#held.length === 0 && !this.#isOwnAct(entry)) {
      this.#hand(entry)
      return
    }
    if (this.#held.push(entry) === 1) setTimeout(() => this.#release(), HELD_MS).unref()
    else if (this.#held.length >= LIMIT) this.#release()
  }

  #isOwnAct({ kind, sender, senderDevice }: Entry): boolean {
    return kind === entryKind.notice && sender === this.#user && senderDevice === null
  }

  #release(): void {
    const held = this.#held
    this.#held = []
    for (const entry of held) this.#hand(entry)
  }
}
