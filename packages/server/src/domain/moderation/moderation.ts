import { ApiError } from '@ringpost/contract/errors'
import { onceKnown } from '../../kernel/once-known.ts'
import type { Caller } from '../caller.ts'
import { kindOf, type LogKind } from '../log/log-key.ts'
import type { MessageCodec } from '../messages/message-codec.ts'
import {
  passed,
  type Screened,
  type ScreenedAct,
  type Screening,
  type Verdict,
} from '../messages/screening.ts'
import type { App, WordRule } from '../tenancy/app.ts'
import { checkedText } from './checked-text.ts'
import type { ModerationResult } from './moderation-record.ts'
import type { ModerationRecorder } from './moderation-recorder.ts'
import type { Judgement, TextJudge } from './text-judge.ts'
import type { Scope } from './word-list.ts'

/** What becomes of a message: it goes on as it is, or with another text, or not at all. */
type Outcome = 'fine' | { text: string } | 'blocked'

const scopes: Readonly<Record<LogKind, Scope>> = { pair: 'CHAT', inbox: 'CHAT', group: 'GROUP', room: 'ROOM' }

/**
 * Applies the lists of words of an app to what users send and edit, by the rule of its owner for the kind of conversation
 * (moderation.md §3). Messages from the app are not checked.
 */
export class Moderation implements Screening {
  readonly #judge: TextJudge
  readonly #codec: MessageCodec
  readonly #recorder: Pick<ModerationRecorder, 'note'>

  constructor(judge: TextJudge, codec: MessageCodec, recorder: Pick<ModerationRecorder, 'note'>) {
    this.#judge = judge
    this.#codec = codec
    this.#recorder = recorder
  }

  look(caller: Caller, message: Screened, act: ScreenedAct): Verdict | Promise<Verdict> {
    return onceKnown(this.#outcome(caller, message, act), (outcome) => {
      if (outcome === 'blocked') return refusal(caller.app, act)
      return outcome === 'fine'
        ? passed
        : { ...passed, payload: this.#codec.withText(message.payload, outcome.text) }
    })
  }

  #outcome(
    { app, actor }: Caller,
    { id: message, log, receiver, payload }: Screened,
    act: ScreenedAct,
  ): Outcome | Promise<Outcome> {
    const kind = kindOf(log)
    const rule = ruleFor(app, kind)
    if (rule === 'off' || actor.kind !== 'user') return 'fine'
    const content = this.#codec.read(payload)?.content
    const text = checkedText(content)
    if (text === '') return 'fine'
    return onceKnown(this.#judge.judge(app.id, scopes[kind], text), (judgement) => {
      if (judgement?.disposition == null) return 'fine'
      const type = content?.type ?? null
      const outcome = outcomeOf(app, rule, judgement, { canChange: type === 'txt' })
      const { words } = judgement
      const result = resultOf(outcome)
      const sender = actor.name
      const isEdit = act === 'edit'
      const found = { message, kind, sender, receiver, type, isEdit, text, url: null, words, result }
      return this.#recorder.note(app.id, log, actor, found).then(() => outcome)
    })
  }
}

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

/** An edit that is not made cannot seem to have been. */
function refusal({ settings }: App, act: ScreenedAct): Verdict {
  return settings.tellBlocked || act === 'edit'
    ? { kind: 'refused', error: new ApiError('send.moderated') }
    : { kind: 'dropped' }
}
