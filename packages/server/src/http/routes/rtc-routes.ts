import { rtc as operations } from '@ringpost/contract'
import type { Rtc } from '../../domain/rtc/rtc.ts'
import { keyed } from '../keyed.ts'
import { type Binding, bind } from '../request-context.ts'

/** Tokens for voice and video (search-streams-translation.md §5). */
export function rtcRoutes({ rtc }: { rtc: Rtc }): Binding[] {
  return [
    bind(operations.rtcToken, async ({ app, params, query }) => {
      const { token, channel, uid, expiresIn } = await rtc.token(app, params.username, query.channelName)
      return {
        reply: {
          app_id: app.appId,
          rtc_token: token,
          channel_name: channel,
          rtcUid: uid,
          expires_in: expiresIn,
        },
      }
    }),

    bind(operations.rtcUsers, async ({ app, body }) => {
      const found = await rtc.users(app, body.data.map(Number))
      return { reply: keyed([...found].map(([uid, user]) => [String(uid), user])) }
    }),
  ]
}
