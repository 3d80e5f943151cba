import { idFloor } from '../../kernel/id-generator.ts'

/** Number of ids in an hour: the hour of an id is `id / HOUR_IDS`, rounded down. */
export const HOUR_IDS = idFloor(3_600_000)

/** Mark of a log that is looked at whatever its newest entry is. Later than every hour. */
export const ALWAYS = 2 ** 40

/** Followers beyond which a log is `large`: marking them all would hold up the writer at every full hour. */
export const MARKED_FOLLOWERS = 100

/** The hour in which an id was generated, in hours since 1970. */
export function hourOf(id: number): number {
  return Math.floor(id / HOUR_IDS)
}

/**
 * First mark of a follower, from an id of that moment: an hour ahead, because another node, whose clock may be ahead, may
 * just have marked the others and remembers that.
 */
export function firstMark(id: number): number {
  return hourOf(id) + 1
}
