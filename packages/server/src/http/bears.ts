import { createHash, timingSafeEqual } from 'node:crypto'
import { bearerToken } from './authenticate.ts'

/** Whether a request carries the token that a page requires, if any. `authorization`: the header. */
export function bears(bearer: string | undefined, authorization: string | undefined): boolean {
  return bearer === undefined || timingSafeEqual(digest(bearer), digest(bearerToken(authorization) ?? ''))
}

/** Hashes tokens to one length, which `timingSafeEqual` needs. */
function digest(token: string): Buffer {
  return createHash('sha256').update(token).digest()
}
