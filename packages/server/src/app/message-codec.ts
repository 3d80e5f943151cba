/** The form in which this server stores messages, for all of its threads. */
export { messageCodec } from '../gateway/msync/message-codec.ts'
