import type { KnownSession } from './known-session.ts'

/** Sessions by the node they are on, and by user. */
export class SessionIndex {
  readonly #nodes = new Map<string, Map<number, KnownSession>>()
  /** By `app/user`. */
  readonly #users = new Map<string, Set<KnownSession>>()

  of(app: number, user: string): KnownSession[] {
    return [...(this.#users.get(`${app}/${user}`) ?? [])]
  }

  /** Sessions of a node. */
  on(node: string): KnownSession[] {
    return [...(this.#nodes.get(node)?.values() ?? [])]
  }

  get nodes(): string[] {
    return [...this.#nodes.keys()]
  }

  add(session: KnownSession): void {
    const { node, number, app, user } = session
    const ofNode = this.#nodes.get(node) ?? new Map<number, KnownSession>()
    if (ofNode.has(number)) return
    this.#nodes.set(node, ofNode.set(number, session))
    const key = `${app}/${user}`
    const ofUser = this.#users.get(key)
    if (ofUser === undefined) this.#users.set(key, new Set([session]))
    else ofUser.add(session)
  }

  remove(node: string, number: number): void {
    const ofNode = this.#nodes.get(node)
    const session = ofNode?.get(number)
    if (ofNode === undefined || session === undefined) return
    ofNode.delete(number)
    if (ofNode.size === 0) this.#nodes.delete(node)
    const key = `${session.app}/${session.user}`
    const ofUser = this.#users.get(key)
    ofUser?.delete(session)
    if (ofUser?.size === 0) this.#users.delete(key)
  }
}
