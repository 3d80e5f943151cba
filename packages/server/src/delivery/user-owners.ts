import { createHash } from 'node:crypto'

/** Many more than nodes, so that each gets a fair share: 16 of 1,024 nodes. */
const SLOTS = 16_384

/**
 * Divides all users among nodes, the same way on every node that knows the same ones. A node that comes or goes moves only its own
 * slots (rendezvous hashing).
 */
export class UserOwners {
  readonly #nodes = new Map<string, number>()
  readonly #owners: string[]
  /** By slot: the weight of its owner, the greatest of all nodes'. */
  readonly #weights = new Uint32Array(SLOTS)

  /** @param self a node that stays. */
  constructor(self: string) {
    this.#owners = new Array<string>(SLOTS).fill(self)
    const seed = seedOf(self)
    this.#nodes.set(self, seed)
    for (let slot = 0; slot < SLOTS; slot++) this.#weights[slot] = weightOf(slot, seed)
  }

  /** Whether nodes own slots besides this one. */
  get areShared(): boolean {
    return this.#nodes.size > 1
  }

  /** @returns whether it is new; then some slots are its own now. */
  join(node: string): boolean {
    if (this.#nodes.has(node)) return false
    const seed = seedOf(node)
    this.#nodes.set(node, seed)
    for (let slot = 0; slot < SLOTS; slot++) this.#offer(slot, node, weightOf(slot, seed))
    return true
  }

  /** Gives the slots of a node to others. @returns these slots. */
  leave(node: string): Set<number> {
    const moved = new Set<number>()
    if (!this.#nodes.delete(node)) return moved
    for (let slot = 0; slot < SLOTS; slot++) {
      if (this.#owners[slot] !== node) continue
      moved.add(slot)
      this.#weights[slot] = 0
      this.#owners[slot] = ''
      for (const [other, seed] of this.#nodes) this.#offer(slot, other, weightOf(slot, seed))
    }
    return moved
  }

  owner(slot: number): string {
    return this.#owners[slot]!
  }

  /** Ties go to the smaller name. */
  #offer(slot: number, node: string, weight: number): void {
    const best = this.#weights[slot]!
    const owner = this.#owners[slot]!
    if (owner !== '' && (weight < best || (weight === best && node > owner))) return
    this.#weights[slot] = weight
    this.#owners[slot] = node
  }
}

/** FNV-1a over the UTF-16 units: the same on every node. */
export function slotOf(app: number, user: string): number {
  let hash = 0x811c9dc5 ^ app
  for (let i = 0; i < user.length; i++) hash = Math.imul(hash ^ user.charCodeAt(i), 0x01000193)
  return mix(hash) % SLOTS
}

function seedOf(node: string): number {
  return createHash('sha256').update(node).digest().readUInt32BE(0)
}

function weightOf(slot: number, seed: number): number {
  return mix(seed ^ Math.imul(slot + 1, 0x9e3779b1))
}

/** Finalizer of MurmurHash3: every bit of the input affects every bit of the output. */
function mix(bits: number): number {
  let hash = bits ^ (bits >>> 16)
  hash = Math.imul(hash, 0x85ebca6b)
  hash ^= hash >>> 13
  hash = Math.imul(hash, 0xc2b2ae35)
  return (hash ^ (hash >>> 16)) >>> 0
}
