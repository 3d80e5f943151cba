import { ApiError } from '@ringpost/contract/errors'
import { onceKnown } from '../../kernel/once-known.ts'
import type { Caller } from '../caller.ts'
import type { NewEntry } from '../log/entry.ts'
import { kindOf, type LogKind } from '../log/log-key.ts'
import type { MessageCodec } from '../messages/message-codec.ts'
import type { Screening, Verdict } from '../messages/screening.ts'
import type { App, WordRule } from '../tenancy/app.ts'
import { checkedText } from './checked-text.ts'
import type { ModerationResult } from './moderation-record.ts'
import type { ModerationRecorder } from './moderation-recorder.ts'
import type { Judgement, TextJudge } from './text-judge.ts'
import type { Scope } from './word-list.ts'

/** What becomes of a message: it goes on as it is, or with another text, or not at all. */
type Outcome = 'fine' | { text: string } | 'blocked'

/** What is checked of a message or of what it has been edited to. */
type Checked = Pick<NewEntry, 'id' | 'log' | 'receiver' | 'payload'>

const scopes: Readonly<Record<LogKind, Scope>> = { pair: 'CHAT', inbox: 'CHAT', group: 'GROUP', room: 'ROOM' }

/**
 * Applies the lists of words of an app to what users send and edit, by the rule of its owner for the kind of conversation
 * (moderation.md §3). Messages from the app are not checked.
 */
export class Moderation implements Screening {
  readonly #judge: TextJudge
  readonly #codec: MessageCodec
  readonly #recorder: Pick<ModerationRecorder, 'note'>
  readonly #next: Screening | undefined

  /** @param next sees what passes. */
  constructor(
    judge: TextJudge,
    codec: MessageCodec,
    recorder: Pick<ModerationRecorder, 'note'>,
    next: Screening | undefined,
  ) {
    this.#judge = judge
    this.#codec = codec
    this.#recorder = recorder
    this.#next = next
  }

  look(caller: Caller, entry: NewEntry): Verdict | Promise<Verdict> {
    return onceKnown(this.#outcome(caller, entry, { isEdit: false }), (outcome) => {
      if (outcome === 'blocked') return refusal(caller.app)
      if (outcome === 'fine') return this.#next?.look(caller, entry) ?? passed
      const said = this.#codec.withText(entry.payload, outcome.text)
      if (this.#next === undefined) return { ...passed, said }
      return onceKnown(this.#next.look(caller, { ...entry, payload: said }), (verdict) =>
        verdict.kind === 'passed' ? { said, ...verdict } : verdict,
      )
    })
  }

  /**
   * Looks at what a message has been edited to.
   * @returns the text to use instead, if any.
   * @throws ApiError `send.moderated` if it is not allowed.
   */
  async lookAtEdit(caller: Caller, edited: Checked): Promise<string | undefined> {
    const outcome = await this.#outcome(caller, edited, { isEdit: true })
    if (outcome === 'blocked') throw new ApiError('send.moderated')
    return outcome === 'fine' ? undefined : outcome.text
  }

  #outcome(
    { app, actor }: Caller,
    { id: message, log, receiver, payload }: Checked,
    { isEdit }: { isEdit: boolean },
  ): Outcome | Promise<Outcome> {
    const kind = kindOf(log)
    const rule = ruleFor(app, kind)
    if (rule === 'off' || actor.kind !== 'user') return 'fine'
    const content = this.#codec.read(payload)?.content
    const text = checkedText(content)
    if (text === '') return 'fine'
    return onceKnown(this.#judge.judge(app.id, scopes[kind], text), (judgement) => {
      if (judgement?.disposition == null) return 'fine'
      const type = content?.type === 'txt' ? 'txt' : 'custom'
      const outcome = outcomeOf(app, rule, judgement, { canChange: type === 'txt' })
      const { words } = judgement
      const result = resultOf(outcome)
      const hit = { message, kind, sender: actor.name, receiver, type, isEdit, text, words, result } as const
      this.#recorder.note(app.id, hit)
      return outcome
    })
  }
}

const passed: Verdict = { kind: 'passed' }

function ruleFor({ settings }: App, kind: LogKind): WordRule {
  if (kind === 'group') return settings.groupWords
  return kind === 'room' ? settings.roomWords : settings.chatWords
}

/** @param options `canChange`: of other messages nobody knows how the text is shown; what would be replaced is blocked. */
function outcomeOf(
  { settings }: App,
  rule: Exclude<WordRule, 'off'>,
  { disposition, masked }: Judgement,
  { canChange }: { canChange: boolean },
): Outcome {
  if (rule === 'pass') return 'fine'
  const isReplaced = rule === 'replace' || disposition === 'EXCHANGE'
  const fits = Buffer.byteLength(masked) <= settings.messageBytes
  return isReplaced && canChange && fits ? { text: masked } : 'blocked'
}

function resultOf(outcome: Outcome): ModerationResult {
  if (outcome === 'fine') return 'PASS'
  return outcome === 'blocked' ? 'REJECT' : 'EXCHANGE'
}

function refusal({ settings }: App): Verdict {
  return settings.tellBlocked
    ? { kind: 'refused', error: new ApiError('send.moderated') }
    : { kind: 'dropped' }
}
