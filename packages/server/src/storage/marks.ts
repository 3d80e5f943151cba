import type { Marks } from '../domain/log/entry.ts'
import { reactedMark } from './message-reactions.ts'

/** The columns of `entry` that hold the marks of a message. */
export interface MarkColumns {
  reacted: number
  threaded: number
}

export function marksOf({ reacted, threaded }: MarkColumns): Marks {
  return { ...(reacted !== reactedMark.none && { reacted: true }), ...(threaded === 1 && { threaded: true }) }
}
