import { createHash, timingSafeEqual } from 'node:crypto'
import { bearerToken } from './authenticate.ts'

/** Whether who asks for a page has brought its token, if it has one. `authorization`: the header. */
export function bears(bearer: string | undefined, authorization: string | undefined): boolean {
  return bearer === undefined || timingSafeEqual(digest(bearer), digest(bearerToken(authorization) ?? ''))
}

/** Of one length, whatever the token is. */
function digest(token: string): Buffer {
  return createHash('sha256').update(token).digest()
}
