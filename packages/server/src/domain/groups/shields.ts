import { ApiError } from '@ringpost/contract/errors'
import type { Person } from '../actor.ts'
import type { Caller } from '../caller.ts'
import { inNameOf } from '../channels/channel-access.ts'
import type { ChannelDraft } from '../channels/channel-draft.ts'
import type { ChannelOperator } from '../channels/channel-step.ts'
import type { ChannelWriter } from '../channels/channel-writer.ts'
import { groupRules } from './group-rules.ts'

/** Lets members turn off the messages of a group; they remain in it, and its events reach them. */
export class Shields {
  readonly #writer: ChannelWriter

  constructor(writer: ChannelWriter) {
    this.#writer = writer
  }

  /**
   * Stops delivery of the group's messages to a member; membership and events are not affected (sdk-rest-calls.md G47).
   * @throws ApiError `channel.unknown`, `group.not_members`.
   */
  async shield(caller: Caller<Person>, id: string): Promise<void> {
    await this.#changeOwn(caller, id, (draft, by) => {
      if (!draft.standing(by.user).shielded) draft.shield(by)
    })
  }

  /** Resumes delivery (sdk-rest-calls.md G48). @throws ApiError as `shield`. */
  async unshield(caller: Caller<Person>, id: string): Promise<void> {
    await this.#changeOwn(caller, id, (draft, by) => {
      if (draft.standing(by.user).shielded) draft.unshield(by)
    })
  }

  #changeOwn(
    { app, actor }: Caller<Person>,
    id: string,
    decide: (draft: ChannelDraft, by: ChannelOperator) => void,
  ): Promise<void> {
    const user = actor.name
    return this.#writer.change(app, groupRules.kind, id, [user], (draft) => {
      if (draft.standing(user).role === null) throw new ApiError('group.not_members', { users: user })
      decide(draft, inNameOf(user, actor))
    })
  }
}
