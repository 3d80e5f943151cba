import { hourOf } from '../../packages/server/src/domain/log/active-hour.ts'
import type { Behind, BehindPlace, Clear, Cursor } from '../../packages/server/src/domain/log/log-store.ts'
import { idFloor } from '../../packages/server/src/kernel/id-generator.ts'
import { type NewsScene, USERS } from './news-scene.ts'

/** Devices that are kept for each user. */
const KEPT = 3

/** A device as its user knows it. */
interface Device {
  resource: string
  seenAt: number
  /** Last position that was saved, or that it was given when it was registered, by row number of the log. */
  cursors: Map<number, number>
}

/** The devices of the users of a story, and what they do. */
export class NewsDevices {
  readonly #scene: NewsScene
  readonly #devices = new Map<string, Device[]>(USERS.map((user) => [user, []]))

  constructor(scene: NewsScene) {
    this.#scene = scene
  }

  of(user: string): Device[] {
    return this.#devices.get(user)!
  }

  async register(user: string): Promise<void> {
    const devices = this.of(user)
    const seenAt = this.#scene.nextNumber
    const resource =
      this.#scene.random.oneIn(2) && devices[0] ? this.#scene.random.of(devices).resource : `d${seenAt}`
    const device = { app: this.#scene.app.id, user, resource, uuid: '', name: '', seenAt }
    const known = devices.find((each) => each.resource === resource)
    const follows = await this.#scene.slow.follows(user)
    await this.#scene.stores.logs.registerDevice(device, KEPT)
    if (known !== undefined) known.seenAt = seenAt
    else
      devices.push({ resource, seenAt, cursors: new Map(follows.map((each) => [each.log, each.delivered])) })
    devices.sort((a, b) => b.seenAt - a.seenAt)
    devices.splice(KEPT)
  }

  async look(user: string, { resource }: Device): Promise<Behind[]> {
    const { logs } = this.#scene.stores
    const behind: Behind[] = []
    let from: BehindPlace | undefined
    do {
      const page = await logs.behind(this.#scene.app.id, user, resource, from)
      behind.push(...page.logs)
      from = page.next ?? undefined
    } while (from !== undefined)
    return behind
  }

  /** A session that gets everything, or ends in the middle; others may go on meanwhile. */
  async login(): Promise<void> {
    const user = this.#scene.random.of(USERS)
    const device = this.#scene.random.of(this.of(user))
    const node = this.#scene.random.of(this.#scene.nodes)
    const hour = hourOf(idFloor(node.ids.frontier)) - 1
    const found = await this.look(user, device)
    if (this.#scene.random.oneIn(4)) await this.#scene.send(this.#scene.pairEntry())
    const isBroken = this.#scene.random.oneIn(3)
    const got = isBroken ? found.filter(() => this.#scene.random.oneIn(2)) : found
    const cursors = got.map(({ log, head }) => this.#cursor(user, device, log, head))
    const clears: Clear[] = [{ app: this.#scene.app.id, user, device: device.resource, hour }]
    if (isBroken) await this.#save(device, cursors, [])
    else if (this.#scene.random.oneIn(2)) await this.#save(device, cursors, clears)
    else {
      await this.#save(device, cursors, [])
      // Or the process ends in between.
      if (this.#scene.random.oneIn(2)) await this.#save(device, [], clears)
    }
  }

  /** A device that is up to date gets something at once. */
  async acknowledge(): Promise<void> {
    const user = this.#scene.random.of(USERS)
    const device = this.#scene.random.of(this.of(user))
    const follows = await this.#scene.slow.follows(user)
    if (follows.length === 0) return
    const { log, key, start, until, head } = this.#scene.random.of(follows)
    const from = Math.max(device.cursors.get(log) ?? 0, start)
    const end = until ?? head
    if (end <= from) return
    const seq = from + 1 + this.#scene.random.below(end - from)
    await this.#save(device, [this.#cursor(user, device, key, seq)], [])
  }

  #cursor(user: string, { resource }: Device, log: string, seq: number): Cursor {
    return { app: this.#scene.app.id, user, device: resource, log, seq }
  }

  async #save(device: Device, cursors: readonly Cursor[], clears: readonly Clear[]): Promise<void> {
    await this.#scene.stores.logs.saveCursors(cursors, clears)
    const [user] = [...cursors, ...clears].map((each) => each.user)
    if (user === undefined) return
    const numbers = new Map((await this.#scene.slow.follows(user)).map(({ key, log }) => [key, log]))
    for (const { log, seq } of cursors) {
      const number = numbers.get(log)!
      device.cursors.set(number, Math.max(device.cursors.get(number) ?? 0, seq))
    }
  }
}
