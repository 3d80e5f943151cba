import type { Attribute, AttributeChange, AttributeHead, Values } from '../attributes/attribute-store.ts'
import { type ChannelKind, channelLog } from './channel.ts'

/** Subjects under which attributes of a channel and of its members are stored. */
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
   * @param heads all attributes of the holders that the requests concern; for a room always its own.
   * @param tags of every member of a room whose tags the requests look at.
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

  /** Changes to be written, in order. */
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

  /**
   * Returns the tags of a member of a room, each with the time its mute ends.
   * @throws Error for a user whose tags have not been looked up.
   */
  tagsOf(user: string): Values {
    const tags = this.#tags.get(user)
    if (tags === undefined) throw new Error(`the tags of ${user} were not looked up`)
    return tags
  }

  /** Tags a member of a room. @param value when the mute ends. */
  tag(user: string, key: string, value: string): void {
    this.#tags.set(user, { ...this.tagsOf(user), [key]: value })
    const { tags } = attributeSubjects(this.#channel)
    this.#changes.push({ subject: tags, set: { holder: user, key, value, setter: '', autoDelete: false } })
  }

  /** @param tags with their values; they replace all that the member had. */
  replaceTags(user: string, tags: ReadonlyMap<string, string>): void {
    this.#tags.set(user, {})
    this.#changes.push({ subject: attributeSubjects(this.#channel).tags, strip: [user] })
    for (const [key, value] of tags) this.tag(user, key, value)
  }

  /**
   * Removes the attributes of users who leave, except those set in a room to stay.
   * @returns keys removed from the room, by the user who had set them.
   */
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
