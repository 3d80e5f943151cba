import { type DynamicToken, otherReadings } from './dynamic-token.ts'

/** What holds for tokens that callers build themselves (`dt-`, `007`). */
export interface LocalTokenLimits {
  /** Seconds that the clock of those who build them may be ahead of ours. */
  skew: number
  /** Longest life of a `dt-` token, in seconds. */
  dynamicLifetime: number
}

/** When a token was built and for how long, in seconds. */
export interface Span {
  issuedAt: number
  lifetime: number
}

/** Why a token of this span does not hold at `now` (seconds since 1970), if so; a fault of who built it is `corrupt`. */
export function spanFault(
  { issuedAt, lifetime }: Span,
  now: number,
  limits: { skew: number; lifetime: number },
): 'expired' | 'corrupt' | undefined {
  if (lifetime > limits.lifetime || issuedAt > now + limits.skew) return 'corrupt'
  return issuedAt + lifetime <= now ? 'expired' : undefined
}

/**
 * Other tokens that may have been built honestly and have the signature of this one. Where the name of one of them is that of
 * a user, nobody can tell for whom it was signed.
 * @param since when the app began, in seconds since 1970: nothing was signed for it before.
 */
export function rivals(
  token: DynamicToken,
  now: number,
  { skew, dynamicLifetime }: LocalTokenLimits,
  since: number,
): DynamicToken[] {
  return otherReadings(token).filter(
    ({ issuedAt, lifetime }) => issuedAt >= since && issuedAt <= now + skew && lifetime <= dynamicLifetime,
  )
}
