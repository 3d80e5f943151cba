import { ApiError, push as operations } from '@ringpost/contract'
import type { PushTemplate } from '../../domain/push/push-template.ts'
import type { PushTemplates } from '../../domain/push/push-templates.ts'
import type { Users } from '../../domain/users/users.ts'
import { characterCount } from '../../kernel/character-count.ts'
import { type Binding, bind } from '../request-context.ts'

/** rest-groups-rooms.md P4. */
const NAMES = 50
const NAME_LIMIT = 100

/** How notifications read: templates, and names of senders (push.md §3). */
export function pushTemplateRoutes({
  pushTemplates,
  users,
}: {
  pushTemplates: PushTemplates
  users: Users
}): Binding[] {
  return [
    bind(operations.setPushNames, async ({ app, caller, body }) => {
      if (body.length === 0) throw new ApiError('push.names_empty')
      if (body.length > NAMES) throw new ApiError('push.names_too_many')
      const named = await Promise.all(
        body.map(async ({ username = '', push_nickname: nickname = '' }) => {
          if (username === '') throw new ApiError('user.property_missing')
          if (characterCount(nickname) > NAME_LIMIT) throw new ApiError('push.name_too_long', { username })
          return { user: await users.get(app, username), nickname }
        }),
      )
      // One after the other, so that the last of several for one user wins.
      for (const { user, nickname } of named) await users.update(app, caller.actor, user.name, { nickname })
      return { reply: named.map(({ user, nickname }) => ({ push_nickname: nickname, username: user.name })) }
    }),

    bind(operations.createPushTemplate, async ({ app, body }) => ({
      reply: templateJson(
        await pushTemplates.put(app, {
          ...{ name: body.name, title: body.title_pattern, content: body.content_pattern },
        }),
      ),
    })),

    bind(operations.getPushTemplate, async ({ app, params }) => ({
      reply: templateJson(await pushTemplates.get(app, params.template)),
    })),

    bind(operations.updatePushTemplate, async ({ app, params, body }) => {
      const known = await pushTemplates.get(app, params.template)
      const title = body.title_pattern ?? known.title
      const content = body.content_pattern ?? known.content
      return { reply: templateJson(await pushTemplates.put(app, { name: known.name, title, content })) }
    }),

    bind(operations.deletePushTemplate, async ({ app, params }) => ({
      reply: templateJson(await pushTemplates.remove(app, params.template)),
    })),

    bind(operations.chooseTemplate, async ({ app, params, body }) => {
      const { name } = await users.get(app, params.username)
      await pushTemplates.choose(app, name, body.templateName)
      return { reply: { templateName: body.templateName } }
    }),

    bind(operations.chosenTemplate, async ({ app, params }) => {
      const { name } = await users.get(app, params.username)
      return { reply: { templateName: await pushTemplates.chosenBy(app, name) } }
    }),
  ]
}

function templateJson({ name, title, content, createdAt, updatedAt }: PushTemplate) {
  return { name, createAt: createdAt, updateAt: updatedAt, title_pattern: title, content_pattern: content }
}
