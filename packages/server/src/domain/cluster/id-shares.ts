import { BLOCKS, type Lanes, lanesOf } from '../../kernel/id-generator.ts'
import type { LeaseStore } from './lease-store.ts'

/**
 * What a node may take: a whole block (128 ids per ms), an eighth of one (16) or a 64th (2), from the blocks below `blocks`.
 * 8 nodes can have blocks and 48 more eighths; 128 more get the smallest share, so there is one left for a newcomer while
 * others still hold larger ones.
 */
const SIZES = [
  { parts: 1, blocks: 8 },
  { parts: 8, blocks: 14 },
  { parts: 64, blocks: BLOCKS },
]
/** Above so many live nodes, each makes do with the smallest share: then there are 1,024. */
const CROWD = 128

/** A block, or part of one, that a node has. */
export interface IdShare {
  block: number
  parts: number
  part: number
}

export function lanesOfShare({ block, parts, part }: IdShare): Lanes {
  return lanesOf(block, parts, part)
}

/**
 * Shares of the ids, as leases. A block that is divided has a lease too, which the nodes that have parts of it hold together:
 * nobody takes it whole, or divides it differently, while one of them lives.
 */
export class IdShares {
  readonly #store: LeaseStore
  /** This process. */
  readonly #holder: string
  /** Lifetime of a lease in ms unless renewed. */
  readonly #ms: number

  constructor(store: LeaseStore, holder: string, ms: number) {
    this.#store = store
    this.#holder = holder
    this.#ms = ms
  }

  /**
   * Takes the largest share that is free and that a node should have among so many.
   * @returns undefined if none is free.
   */
  async find(nodes: number): Promise<IdShare | undefined> {
    for (const { parts, blocks } of SIZES) {
      if (isTooMuch({ parts }, nodes)) continue
      const divided = new Map<number, boolean>()
      for (const share of candidates(parts, blocks)) {
        const { block } = share
        if (!divided.has(block)) divided.set(block, parts === 1 || (await this.#divide(block, parts)))
        if (divided.get(block) && (await this.#take(share))) return share
      }
    }
    return undefined
  }

  /** Takes a share, or renews it. @returns false if it is another's. */
  async take(share: IdShare): Promise<boolean> {
    return (share.parts === 1 || (await this.#divide(share.block, share.parts))) && this.#take(share)
  }

  async release(share: IdShare): Promise<void> {
    await this.#store.release(nameOf(share), this.#holder)
  }

  #take(share: IdShare): Promise<boolean> {
    return this.#store.take(nameOf(share), this.#holder, this.#ms)
  }

  #divide(block: number, parts: number): Promise<boolean> {
    return this.#store.take(blockName(block), `in ${parts} parts`, this.#ms)
  }
}

/** Whether a node among so many should make do with less. */
export function isTooMuch({ parts }: Pick<IdShare, 'parts'>, nodes: number): boolean {
  return nodes > CROWD && parts < SIZES.at(-1)!.parts
}

function nameOf({ block, parts, part }: IdShare): string {
  return parts === 1 ? blockName(block) : `${blockName(block)}/${part}`
}

/** The name under which versions that knew only whole blocks have them too. */
function blockName(block: number): string {
  return `node/${block}`
}

/** Blocks in order; parts in any order, so that nodes that start together look in different places. */
function candidates(parts: number, blocks: number): IdShare[] {
  const all = Array.from({ length: blocks * parts }, (_, i) => ({
    block: Math.floor(i / parts),
    parts,
    part: i % parts,
  }))
  if (parts === 1) return all
  for (let i = all.length - 1; i > 0; i--) {
    const j = Math.floor(Math.random() * (i + 1))
    ;[all[i], all[j]] = [all[j]!, all[i]!]
  }
  return all
}
