/** What a refusal looks like to callers of every kind. */
export interface ErrorFact {
  /** HTTP status code. */
  status: number
  /** Machine code in the `error` field. */
  error: string
  /** Java-style class name in the `exception` field; old clients read it (client-quirks.md, row 22). */
  exception: string
  /** Text of `error_description`. */
  description: string
  /** Number in `error_code`, sent only by newer modules (§13.5). */
  number?: number
  /** Answer on the socket: MSYNC Status code and reason (msync.md §11). Absent: code 1 with the description. */
  gateway?: { code: number; reason: string }
}
