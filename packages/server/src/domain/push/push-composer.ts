import type { Entry } from '../log/entry.ts'
import { idOf, kindOf } from '../log/log-key.ts'
import type { MessageCodec } from '../messages/message-codec.ts'
import type { Stores } from '../stores.ts'
import type { App } from '../tenancy/app.ts'
import type { Translations } from '../translation/translations.ts'
import type { Users } from '../users/users.ts'
import type { NotificationFor } from './push-dispatch.ts'
import { optionsFor, pushExtIn } from './push-ext.ts'
import type { PushTemplates } from './push-templates.ts'
import { pushText } from './push-text.ts'

/** ms after it was sent in which a message may notify (push.md §2). */
export const PUSHED_FOR_MS = 24 * 3600 * 1000

export interface PushComposerParts {
  stores: Pick<Stores, 'logs' | 'notifications' | 'contacts'>
  users: Users
  templates: PushTemplates
  codec: MessageCodec
  translations: Translations
}

/** Writes the notification of a message for one receiver (push.md §3, §5 "Payload"). */
export class PushComposer {
  readonly #parts: PushComposerParts

  constructor(parts: PushComposerParts) {
    this.#parts = parts
  }

  /** @param receiver folded name. */
  async compose(app: App, entry: Entry, receiver: string): Promise<NotificationFor> {
    const { stores, users, templates, codec } = this.#parts
    const { sender } = entry
    const target = { kind: 'user', id: sender } as const
    const [to, from, all, badge, wishes] = await Promise.all([
      users.find(app, receiver),
      users.find(app, sender),
      templates.all(app.id),
      stores.logs.countUndelivered(app.id, receiver),
      stores.notifications.wishes(app.id, [receiver], target),
    ])
    const { language = '', template = '' } = wishes.get(receiver) ?? {}
    const said = codec.read(entry.payload)
    const ext = pushExtIn(said?.ext ?? {})
    const { title, body } = await pushText({
      content: said?.content ?? null,
      ext,
      templates: all,
      receiver,
      showsContent: to?.preferences.notification_display_style === 1,
      chosen: template,
      language,
      nickname: from?.nickname || sender,
      remark: async () =>
        (await stores.contacts.between(app.id, receiver, [sender])).get(sender)?.mine.remark ?? '',
      translated: (text) =>
        Promise.resolve(
          said?.translations.find(({ code }) => code.toLowerCase() === language.toLowerCase())?.text ??
            this.#translate(text, language),
        ),
    })
    const group = kindOf(entry.log) === 'group' ? idOf(entry.log) : null
    const data = {
      ...{ f: sender, t: receiver, m: String(entry.id) },
      ...(group !== null && { g: group }),
      ...(ext.custom !== undefined && { e: ext.custom }),
    }
    const expiresAt = entry.time + PUSHED_FOR_MS
    return ({ service }) => ({
      ...{ title, body, badge, data, collapseKey: ext.collapseKey, expiresAt },
      options: optionsFor(service, ext),
    })
  }

  /** Without a translator, or when it fails, the text stays as it is. */
  async #translate(text: string, language: string): Promise<string> {
    if (text === '') return text
    try {
      const { translations } = await this.#parts.translations.translate(text, undefined, [language])
      return translations[0]?.text ?? text
    } catch {
      return text
    }
  }
}
