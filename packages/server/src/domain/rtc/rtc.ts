import { randomInt } from 'node:crypto'
import { ApiError } from '@ringpost/contract/errors'
import { machineTime } from '../../kernel/machine-time.ts'
import type { App } from '../tenancy/app.ts'
import { buildRtcToken } from '../tokens/agora-token.ts'
import type { Users } from '../users/users.ts'
import type { RtcUidStore } from './rtc-uid-store.ts'

/** Seconds: the longest that the format allows. */
const LIFETIME = 24 * 3600
const CHANNEL_BYTES = 64
const ANY_CHANNEL = '*'
/** Numbers are 1 to 2^32 - 1: 0 lets the provider choose one. */
const UIDS = 2 ** 32

export interface RtcToken {
  token: string
  channel: string
  uid: number
  /** Seconds. */
  expiresIn: number
}

/**
 * Admits users to voice and video, which run at the provider whose app id and certificate the app has: here are only the tokens,
 * and the numbers by which the provider knows the users (search-streams-translation.md §5).
 */
export class Rtc {
  readonly #store: RtcUidStore
  readonly #users: Users

  constructor(store: RtcUidStore, users: Users) {
    this.#store = store
    this.#users = users
  }

  /** @throws ApiError `rtc.closed`, `rtc.channel_illegal`, `user.unknown`. */
  async token(app: App, username: string, channel = ANY_CHANNEL): Promise<RtcToken> {
    requireRtc(app)
    if (channel === '' || Buffer.byteLength(channel) > CHANNEL_BYTES)
      throw new ApiError('rtc.channel_illegal')
    const { name } = await this.#users.get(app, username)
    const uid = await this.#uidOf(app.id, name)
    const issuedAt = Math.floor(machineTime() / 1000)
    const grant = { appId: app.appId, issuedAt, lifetime: LIFETIME, channel, uid }
    const token = buildRtcToken(grant, app.appCertificate, randomInt(1, UIDS))
    return { token, channel, uid, expiresIn: LIFETIME }
  }

  /** Names of those whom the numbers stand for. @throws ApiError `rtc.closed`. */
  async users(app: App, uids: readonly number[]): Promise<Map<number, string>> {
    requireRtc(app)
    const possible = uids.filter((uid) => Number.isInteger(uid) && uid > 0 && uid < UIDS)
    return this.#store.users(app.id, possible)
  }

  async #uidOf(app: number, user: string): Promise<number> {
    for (;;) {
      const uid = await this.#store.uidOf(app, user)
      if (uid !== undefined) return uid
      // Random, so that nobody can list the users of the app by counting.
      await this.#store.claim(app, user, randomInt(1, UIDS))
    }
  }
}

function requireRtc({ settings }: App): void {
  if (!settings.rtc) throw new ApiError('rtc.closed')
}
