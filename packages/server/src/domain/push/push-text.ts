import type { Body } from '@ringpost/protocol/body'
import { fixedTexts, textOfBody } from './fixed-text.ts'
import type { PushExt, TemplateWish } from './push-ext.ts'
import { DEFAULT_TEMPLATE, type PushTemplate } from './push-template.ts'

/** What a notification says. */
export interface PushText {
  title: string
  body: string
}

export interface PushTextParts {
  content: Body | null
  ext: PushExt
  templates: ReadonlyMap<string, PushTemplate>
  /** Folded name. */
  receiver: string
  /** `notification_display_style`: 1 shows who says what. */
  showsContent: boolean
  /** Name of the template that the receiver has chosen; empty: none. */
  chosen: string
  /** Code of the receiver's language; empty: none. */
  language: string
  /** The sender's name for notifications. */
  nickname: string
  /** The receiver's remark on the sender; asked only if a template shows it. */
  remark(): Promise<string>
  /** The text in the receiver's language, as far as there is a translator. */
  translated(text: string): Promise<string>
}

/** What a message shows to a receiver: the last of display style, default template, message, chosen template, template of the message (push.md §3). */
export async function pushText(parts: PushTextParts): Promise<PushText> {
  const { content, ext, templates, receiver, showsContent, chosen, language, nickname } = parts
  const said = async () => {
    const text = textOfBody(content, language)
    return content?.type === 'txt' && language !== '' ? parts.translated(text) : text
  }
  const named = ext.directed.find(({ targets }) => targets.includes(receiver)) ?? ext.template
  const filled = async (name: string, wish: TemplateWish | null): Promise<PushText | undefined> => {
    const template = templates.get(name)
    if (template === undefined) return undefined
    const { title, content: body } = template
    const patterns = title + body
    const values: Record<string, string> = {
      '{$fromNickname}': nickname,
      '{$msg}': patterns.includes('{$msg}') ? await said() : '',
      '{$dynamicFrom}': patterns.includes('{$dynamicFrom}')
        ? (await parts.remark()) || ext.groupNickname || nickname
        : '',
    }
    return {
      title: fill(title, values, wish?.titleArgs ?? []),
      body: fill(body, values, wish?.contentArgs ?? []),
    }
  }
  const strongest = (named && (await filled(named.name, named))) ?? (await filled(chosen, ext.template))
  if (strongest !== undefined) return strongest
  const { title, content: body } = ext
  if (title !== null && body !== null) return { title, body }
  const texts = fixedTexts(language)
  const weakest = (await filled(DEFAULT_TEMPLATE, ext.template)) ?? {
    title: texts.title,
    body: showsContent ? `${nickname}: ${await said()}` : texts.body,
  }
  return { title: title ?? weakest.title, body: body ?? weakest.body }
}

const PLACES = /\{(?:\d{1,3}|\$fromNickname|\$msg|\$dynamicFrom)\}/g

/** In one pass: what a value says is no pattern. Places without a value are empty. */
function fill(pattern: string, values: Readonly<Record<string, string>>, args: readonly string[]): string {
  return pattern.replace(PLACES, (place) => values[place] ?? args[Number(place.slice(1, -1))] ?? '')
}
