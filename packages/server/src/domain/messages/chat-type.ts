import type { LogKind } from '../log/log-key.ts'

/** Kinds of conversations, as owners of apps and their servers name them. */
export const chatTypes = ['chat', 'groupchat', 'chatroom'] as const
export type ChatType = (typeof chatTypes)[number]

const ofLogs: Readonly<Record<LogKind, ChatType>> = {
  pair: 'chat',
  inbox: 'chat',
  group: 'groupchat',
  room: 'chatroom',
}

export function chatTypeOf(kind: LogKind): ChatType {
  return ofLogs[kind]
}
