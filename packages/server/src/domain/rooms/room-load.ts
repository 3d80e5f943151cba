import type { Channel } from '../channels/channel.ts'
import type { App } from '../tenancy/app.ts'

/**
 * Counts the messages of each room in the current second, through this node. Beyond the limit that the app sets,
 * messages of low priority are dropped (rest-messages-users.md §5.2 "chatroom_msg_level"), so that the others get
 * through.
 */
export class RoomLoad {
  readonly #sent = new Map<number, number>()
  #second = 0

  /** Counts a message and returns whether it may be sent. */
  admits(app: App, { number }: Channel, isLow: boolean, now: number): boolean {
    const second = Math.floor(now / 1000)
    if (second !== this.#second) {
      this.#second = second
      this.#sent.clear()
    }
    const sent = this.#sent.get(number) ?? 0
    const { roomMessagesPerSecond: limit } = app.settings
    if (isLow && limit > 0 && sent >= limit) return false
    this.#sent.set(number, sent + 1)
    return true
  }
}
