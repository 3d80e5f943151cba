import type { Anything } from '../sdk-calls/stage.ts'
import type { Content, Shown } from './participant.ts'

/** What a callback of a web SDK shows to its app. `connection`: of the SDK. */
export type Report = (payload: Anything, connection: Anything) => Promise<Shown>

/** A callback for messages. @param read returns the content that the app shows. */
export const message = (
  read: (payload: Anything, connection: Anything) => Content | Promise<Content>,
): Report => {
  return async (payload, connection) => {
    const { id, from } = payload
    return { shows: 'message', id, from, content: await read(payload, connection) }
  }
}

/** A callback for texts. @param field of the payload that holds the text. */
export const text = (field: 'data' | 'msg'): Report =>
  message(({ [field]: msg, ext, msgConfig }) => ({
    type: 'txt',
    msg,
    ...(Object.keys(ext).length > 0 && { ext }),
    ...(msgConfig?.allowGroupAck && { asksForReceipts: true }),
  }))

/** Callbacks that web SDKs before 5 have in common. */
export const commonReports: Readonly<Record<string, Report>> = {
  onLocationMessage: message(({ lat, lng, addr }) => ({ type: 'loc', lat, lng, addr })),
  onCmdMessage: message(({ action }) => ({ type: 'cmd', action })),
  onCustomMessage: message(({ customEvent: event, customExts }) => {
    return { type: 'custom', event, params: { ...customExts } }
  }),
  onRecallMessage: async ({ mid: id }) => ({ shows: 'recall', id }),
  onDeliveredMessage: async ({ mid: id }) => ({ shows: 'delivered', id }),
  onReadMessage: async ({ mid: id, groupReadCount }) => {
    return { shows: 'read', id, ...(groupReadCount && { readers: groupReadCount[id] }) }
  },
}
