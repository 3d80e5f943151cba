import { type DynamicToken, otherReadings } from './dynamic-token.ts'

/** Limits on tokens that callers build themselves (`dt-`, `007`). */
export interface LocalTokenLimits {
  /** How far the callers' clocks may be ahead of ours, in seconds. */
  skew: number
  /** Maximum lifetime of a `dt-` token, in seconds. */
  dynamicLifetime: number
}

/** Issue time (since 1970) and lifetime of a token, in seconds. */
export interface Span {
  issuedAt: number
  lifetime: number
}

/** Why a token of this span is not valid at `now` (seconds since 1970), if so; `corrupt` if its builder is at fault. */
export function spanFault(
  { issuedAt, lifetime }: Span,
  now: number,
  limits: { skew: number; lifetime: number },
): 'expired' | 'corrupt' | undefined {
  if (lifetime > limits.lifetime || issuedAt > now + limits.skew) return 'corrupt'
  return issuedAt + lifetime <= now ? 'expired' : undefined
}

/**
 * Other tokens with the same signature that may have been built honestly. If any of them names an existing user, it is
 * undecidable for whom the token was signed.
 * @param since when the app was created, in seconds since 1970: nothing was signed for it before.
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
