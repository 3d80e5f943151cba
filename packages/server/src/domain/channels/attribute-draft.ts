import type { Attribute, AttributeChange, AttributeHead, Values } from '../attributes/attribute-store.ts'
import { type ChannelKind, channelLog } from './channel.ts'

/** What attributes of a channel and of its members are kept under. */
export function attributeSubjects(channel: { kind: ChannelKind; id: string }) {
  return { own: channelLog(channel), tags: `t:${channel.id}` }
}

/** Attributes of a channel and of its members while it is being changed. */
export class AttributeDraft {
  readonly #channel: { kind: ChannelKind; id: string }
  readonly #heads = new Map<string, AttributeHead>()
  readonly #tags: Map<string, Values>
  readonly #changes: AttributeChange[] = []

  /**
   * @param heads all that the holders have whom the requests are about; of a room always its own.
   * @param tags of everybody in a room whose tags the requests look at.
   */
  constructor(
    channel: { kind: ChannelKind; id: string },
    heads: readonly AttributeHead[],
    tags: ReadonlyMap<string, Values>,
  ) {
    this.#channel = channel
    this.#tags = new Map(tags)
    for (const head of heads) this.#heads.set(place(head.holder, head.key), head)
  }

  /** What has to be written, in order. */
  get changes(): readonly AttributeChange[] {
    return this.#changes
  }

  head(holder: string, key: string): AttributeHead | undefined {
    return this.#heads.get(place(holder, key))
  }

  held(holder: string): AttributeHead[] {
    return [...this.#heads.values()].filter((head) => head.holder === holder)
  }

  set(attribute: Attribute): void {
    const { value, ...head } = attribute
    this.#heads.set(place(head.holder, head.key), { ...head, bytes: sizeOf(head.key, value) })
    this.#changes.push({ subject: attributeSubjects(this.#channel).own, set: attribute })
  }

  remove(holder: string, key: string): void {
    this.#heads.delete(place(holder, key))
    this.#changes.push({ subject: attributeSubjects(this.#channel).own, remove: { holder, key } })
  }

  /** Tags of a member of a room, with until when they are muted. @throws Error for somebody whose tags nobody has looked up. */
  tagsOf(user: string): Values {
    const tags = this.#tags.get(user)
    if (tags === undefined) throw new Error(`the tags of ${user} were not looked up`)
    return tags
  }

  /** Puts a tag on a member of a room. @param value until when it is muted. */
  tag(user: string, key: string, value: string): void {
    this.#tags.set(user, { ...this.tagsOf(user), [key]: value })
    const { tags } = attributeSubjects(this.#channel)
    this.#changes.push({ subject: tags, set: { holder: user, key, value, setter: '', autoDelete: false } })
  }

  /** @param tags with their values, instead of all that the member had. */
  replaceTags(user: string, tags: ReadonlyMap<string, string>): void {
    this.#tags.set(user, {})
    this.#changes.push({ subject: attributeSubjects(this.#channel).tags, strip: [user] })
    for (const [key, value] of tags) this.tag(user, key, value)
  }

  /** Nothing of who leaves stays, but what was set in a room to stay. @returns keys of the room that go, by who had set them. */
  leave(users: readonly string[]): Map<string, string[]> {
    const { own, tags } = attributeSubjects(this.#channel)
    const gone = new Map<string, string[]>()
    if (this.#channel.kind === 'group') {
      for (const user of users) for (const { key } of this.held(user)) this.#heads.delete(place(user, key))
      this.#changes.push({ subject: own, strip: users })
      return gone
    }
    this.#changes.push({ subject: tags, strip: users })
    for (const user of users) this.#tags.set(user, {})
    const leavers = new Set(users)
    for (const { key, setter, autoDelete } of this.held('')) {
      if (!autoDelete || !leavers.has(setter)) continue
      gone.set(setter, [...(gone.get(setter) ?? []), key])
      this.remove('', key)
    }
    return gone
  }
}

export function sizeOf(key: string, value: string): number {
  return Buffer.byteLength(key) + Buffer.byteLength(value)
}

function place(holder: string, key: string): string {
  return JSON.stringify([holder, key])
}
