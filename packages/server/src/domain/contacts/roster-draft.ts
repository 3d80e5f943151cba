import type { RosterEvent } from '../events/roster-event.ts'
import type { ContactFact } from '../facts/contact-fact.ts'
import { type Pair, type PairChange, type Relation, strangers } from './relation.ts'

/** An event and the inbox it goes to. */
export interface RosterNotice {
  /** One of the two sides. */
  inbox: string
  event: RosterEvent
  /** The acting device, which is not notified. */
  device: string | null
}

/** Collects the changes and notices that a request causes between a user and some peers. */
export class RosterDraft {
  readonly user: string
  readonly notices: RosterNotice[] = []
  /** What happened, whether or not anybody is notified. */
  readonly facts: ContactFact[] = []
  readonly #known: ReadonlyMap<string, Pair>
  readonly #changed = new Map<string, Pair>()
  readonly #room: Map<string, number>
  readonly #grown = new Set<string>()
  readonly #nextId: () => number

  /**
   * @param known current pairs; all others are strangers.
   * @param room how much each list may still grow; lists not included may not grow.
   */
  constructor(
    user: string,
    known: ReadonlyMap<string, Pair>,
    room: ReadonlyMap<string, number>,
    nextId: () => number,
  ) {
    this.user = user
    this.#known = known
    this.#room = new Map(room)
    this.#nextId = nextId
  }

  pair(peer: string): Pair {
    return this.#changed.get(peer) ?? this.#known.get(peer) ?? strangers
  }

  /** Whether this user's list may grow. */
  hasRoom(user: string): boolean {
    return (this.#room.get(user) ?? 0) > 0
  }

  /** Users whose list has grown. */
  get grown(): readonly string[] {
    return [...this.#grown]
  }

  get changes(): PairChange[] {
    const { user } = this
    const version = this.#nextId()
    return [...this.#changed].map(([peer, pair]) => ({
      user,
      peer,
      pair: { ...pair, version },
      replaces: pair.version,
    }))
  }

  /** Makes both contacts of each other and settles open requests between them. */
  connect(peer: string): void {
    const hasAsked = this.pair(peer).theirs.requested
    this.#note(hasAsked ? 'contact.accepted' : 'contact.added', peer)
    const contact = this.#nextId()
    this.#set(peer, { contact, requested: false }, { contact, requested: false })
    this.#grow(this.user)
    this.#grow(peer)
  }

  /** Removes the contact on both sides, and open requests between them; blocks remain. */
  disconnect(peer: string): void {
    if (this.pair(peer).mine.contact !== null) this.#note('contact.removed', peer)
    const none = { contact: null, remark: '', requested: false }
    this.#set(peer, none, none)
  }

  /** Records the user's request. A repeated request counts as a change too, so that it detects concurrent changes. */
  ask(peer: string, reason: string): void {
    this.#note('contact.requested', peer, reason)
    this.#set(peer, { requested: true })
  }

  /** Settles the peer's request to the user. */
  dismiss(peer: string): void {
    this.#note('contact.declined', peer)
    this.#set(peer, {}, { requested: false })
  }

  note(peer: string, remark: string): void {
    this.#set(peer, { remark })
  }

  /** Settles open requests between the two: answering one later would make them contacts against the user's will. */
  block(peer: string): void {
    this.#note('contact.blocked', peer)
    this.#set(peer, { blocked: this.#nextId(), requested: false }, { requested: false })
    this.#grow(this.user)
  }

  unblock(peer: string): void {
    this.#note('contact.unblocked', peer)
    this.#set(peer, { blocked: null })
  }

  /** Removes everything between the two. */
  forget(peer: string): void {
    if (this.pair(peer).mine.contact !== null) this.#note('contact.removed', peer)
    this.#set(peer, strangers.mine, strangers.theirs)
  }

  /** Notifies the peer of the user's act. */
  tell(peer: string, contact: RosterEvent['contact'], device: string | null, reason = ''): void {
    this.notices.push({ inbox: peer, event: { contact, from: this.user, to: [peer], reason }, device })
  }

  /** Notifies the user's other devices of an act on the peers; a no-op without peers. */
  echo(peers: readonly string[], contact: RosterEvent['contact'], device: string | null): void {
    const [first, ...others] = peers
    if (first === undefined) return
    const event: RosterEvent = { contact, from: this.user, to: [first, ...others], reason: '' }
    this.notices.push({ inbox: this.user, event, device })
  }

  /** Notifies each of the two about the other, on all devices. */
  tellBoth(peer: string, contact: RosterEvent['contact']): void {
    const { user } = this
    this.tell(peer, contact, null)
    this.notices.push({ inbox: user, event: { contact, from: peer, to: [user], reason: '' }, device: null })
  }

  #note(kind: ContactFact['kind'], peer: string, reason = ''): void {
    this.facts.push({ kind, user: this.user, peer, reason })
  }

  #set(peer: string, mine: Partial<Relation>, theirs: Partial<Relation> = {}): void {
    const pair = this.pair(peer)
    this.#changed.set(peer, {
      ...pair,
      mine: { ...pair.mine, ...mine },
      theirs: { ...pair.theirs, ...theirs },
    })
  }

  #grow(user: string): void {
    this.#room.set(user, (this.#room.get(user) ?? 0) - 1)
    this.#grown.add(user)
  }
}
