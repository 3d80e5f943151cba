import { operation } from '../operation.ts'

const rate = { calls: 100, seconds: 1 }

export const rtcToken = operation({
  id: 'rtc.token',
  method: 'GET',
  path: '/users/:username/token/rtc',
  auth: 'self',
  generation: 'client',
  summary: 'Token for a voice or video channel',
  source: 'sdk-rest-calls.md X5',
  replyIn: 'bare',
  rate,
})

export const rtcUsers = operation({
  id: 'rtc.users',
  method: 'POST',
  path: '/rtc_mapper/batch/get',
  auth: 'user',
  generation: 'client',
  summary: 'User names of voice or video participants',
  source: 'sdk-rest-calls.md X6',
  rate,
})
