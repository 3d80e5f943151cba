/** A refusal in the forms that callers of every kind see. */
export interface ErrorFact {
  /** HTTP status code. */
  status: number
  /** Error code for programs, in the `error` field. */
  error: string
  /** Java-style class name in the `exception` field; old clients read it (client-quirks.md, row 22). */
  exception: string
  /** Text of `error_description`. */
  description: string
  /** Number in `error_code`, sent only by newer modules (§13.5). */
  number?: number
  /** Text of `result`, where SDKs look for the reason. */
  result?: string
  /** Number in `code`, where the moderation of texts puts it (moderation.md §2). */
  code?: number
  /** The body is only `{error: {code, message}}`, as callers of speech read it. */
  isNested?: true
  /** Reply on the socket: MSYNC Status code and reason (msync.md §11). Absent: code 1 with the description. */
  gateway?: { code: number; reason: string }
}

/** An invalid parameter. */
export const illegal = (description: string): ErrorFact => ({
  status: 400,
  error: 'illegal_argument',
  exception: 'java.lang.IllegalArgumentException',
  description,
})

/** An action that a rule does not allow. */
export const forbidden = (description: string): ErrorFact => ({
  status: 403,
  error: 'forbidden_op',
  exception: 'EasemobForbiddenOpException',
  description,
})

/** A value beyond a limit. */
export const exceeded = (description: string): ErrorFact => ({
  status: 403,
  error: 'exceed_limit',
  exception: 'ExceedLimitException',
  description,
})
