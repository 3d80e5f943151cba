import { type ErrorFact, forbidden, illegal } from './error-fact.ts'

/** Voice and video. No errors are documented; SDKs know the first text (search-streams-translation.md §5). */
export const rtcErrors = {
  'rtc.closed': forbidden('service not open!'),
  'rtc.channel_illegal': illegal('channelName is illegal'),
  'rtc.numbers_missing': illegal('data cannot be null'),
  'rtc.too_many': illegal('data exceeds the maximum number limit {limit}'),
} as const satisfies Record<string, ErrorFact>
