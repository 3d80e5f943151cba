import type { ChatTarget } from './chat-target.ts'
import type { Ringpost } from './ringpost.ts'

/** The same server as phones use it: its clients log in like the Android SDK, over TCP. */
export function phonesOf(ringpost: Ringpost): ChatTarget {
  const { durability, hasLoop } = ringpost
  return {
    name: 'Ringpost, TCP',
    durability,
    hasLoop,
    get port() {
      return ringpost.port
    },
    pids: () => ringpost.pids(),
    addUsers: (names) => ringpost.addUsers(names),
    messageTo: (from, to) => ringpost.messageTo(from, to),
    login: (user, onMessages, from) => ringpost.login(user, onMessages, from, 'phone'),
    group: (owner, members) => ringpost.group(owner, members),
    stop: () => ringpost.stop(),
  }
}
