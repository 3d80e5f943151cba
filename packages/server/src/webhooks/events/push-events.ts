import type { EventMaker } from './event-maker.ts'
import { eventOf } from './event-words.ts'

/** Results of pushes (webhooks.md §5.13). */
export const pushEvents: EventMaker = {
  family: 'push',
  kinds: ['push.done'],
  make(fact) {
    if (fact.kind !== 'push.done') return []
    const {
      user,
      message,
      sender,
      chat,
      group,
      status,
      service,
      notifier,
      device,
      token,
      data,
      detail,
      error,
    } = fact
    const chatType = chat === 'user' ? 'chat' : chat === 'group' ? 'groupchat' : 'chatroom'
    const known = {
      channel: service,
      notifier_name: notifier,
      device_id: device,
      device_token: token,
      data,
      detail,
      e_message: error,
      group_id: group,
    }
    return [
      eventOf(fact, {
        family: 'push',
        callKey: String(message),
        timestamp: fact.at,
        hidesHost: true,
        chatType,
        from: sender,
        to: user,
        group,
        body: {
          step: 'push',
          chat_type: chat === 'user' ? 'chat' : 'groupchat',
          msg_id: String(message),
          status,
          target: user,
          from: sender,
          payload: {},
          ...Object.fromEntries(Object.entries(known).filter(([, value]) => value !== null)),
        },
      }),
    ]
  },
}
