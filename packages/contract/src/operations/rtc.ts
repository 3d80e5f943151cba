import { Type } from 'typebox'
import { faults } from '../fault.ts'
import { operation } from '../operation.ts'

const rate = { calls: 100, seconds: 1 }

export const rtcToken = operation({
  id: 'rtc.token',
  method: 'GET',
  path: '/users/:username/token/rtc',
  auth: 'self',
  generation: 'client',
  summary: 'Token for a voice or video channel',
  source: 'sdk-rest-calls.md X5; search-streams-translation.md §5',
  query: Type.Object({
    channelName: Type.Optional(Type.String({ description: 'At most 64 bytes; `*`, any channel, if absent' })),
  }),
  reply: Type.Object({
    app_id: Type.String(),
    rtc_token: Type.String(),
    channel_name: Type.String(),
    rtcUid: Type.Number({ description: 'Stands for the user in voice and video channels' }),
    expires_in: Type.Number({ description: 'Seconds' }),
  }),
  replyIn: 'bare',
  errors: ['rtc.closed', 'rtc.channel_illegal', 'user.unknown'],
  rate,
})

export const rtcUsers = operation({
  id: 'rtc.users',
  method: 'POST',
  path: '/rtc_mapper/batch/get',
  auth: 'user',
  generation: 'client',
  summary: 'User names of up to 100 voice or video participants; unknown ones are left out',
  source: 'sdk-rest-calls.md X6; search-streams-translation.md §5',
  body: Type.Object(
    {
      data: Type.Array(Type.Union([Type.Number(), Type.String()], { alsoAccepts: 'the number as text' }), {
        maxItems: 100,
        limit: 100,
        ...faults({ maxItems: 'rtc.too_many', else: 'rtc.numbers_missing' }),
      }),
    },
    { examples: [{ data: [4_000_000_001] }] },
  ),
  reply: Type.Record(Type.String(), Type.String()),
  errors: ['rtc.closed'],
  rate,
})
