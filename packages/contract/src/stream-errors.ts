import type { ErrorFact } from './error-fact.ts'

const stream = (number: number, description: string): ErrorFact => ({
  status: 400,
  error: 'message_send_error',
  exception: 'MessageSendException',
  description,
  number,
})

/** Refusals of messages that are sent piece by piece (rest-messages-users.md §5.3, search-streams-translation.md §2.1). */
export const streamErrors = {
  'stream.seq_illegal': stream(14030, 'param body.seq is illegal'),
  'stream.unknown': stream(14031, 'can not find stream message by msgId'),
  'stream.too_long': stream(14032, 'stream message total length exceeds limit'),
  'stream.paused': stream(14033, 'stream message chunk interval timeout'),
  'stream.too_slow': stream(14034, 'stream message total timeout'),
  'stream.finished': stream(14035, 'stream message has already finished'),
  'stream.from_mismatch': stream(14036, 'stream message from user mismatch'),
  'stream.to_mismatch': stream(14037, 'stream message to user mismatch'),
  'stream.group_mismatch': stream(14037, 'stream message to mismatch'),
  'stream.seq_too_small': stream(14038, 'stream message chunk seq too small'),
} as const satisfies Record<string, ErrorFact>
