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

/** A parameter that is not what it should be. */
export const illegal = (description: string): ErrorFact => ({
  status: 400,
  error: 'illegal_argument',
  exception: 'java.lang.IllegalArgumentException',
  description,
})

/** Something that a rule does not allow. */
export const forbidden = (description: string): ErrorFact => ({
  status: 403,
  error: 'forbidden_op',
  exception: 'EasemobForbiddenOpException',
  description,
})

/** More than a limit allows. */
export const exceeded = (description: string): ErrorFact => ({
  status: 403,
  error: 'exceed_limit',
  exception: 'ExceedLimitException',
  description,
})
