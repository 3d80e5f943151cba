import { ApiError, moderation as operations } from '@ringpost/contract'
import { foldedText } from '../../domain/moderation/folded-text.ts'
import type { TextJudge } from '../../domain/moderation/text-judge.ts'
import type { ListSettings, Word, WordList } from '../../domain/moderation/word-list.ts'
import type { WordLists } from '../../domain/moderation/word-lists.ts'
import type { App } from '../../domain/tenancy/app.ts'
import { messageId } from '../message-id.ts'
import { moderationTime } from '../moderation-time.ts'
import { pageOf } from '../page-of.ts'
import { type Binding, bind } from '../request-context.ts'

const ok = { status: 'OK' as const }

/** Lists of words, and the check of a text against them (moderation.md §1, §2). */
export function moderationRoutes({
  wordLists,
  textJudge,
}: {
  wordLists: WordLists
  textJudge: TextJudge
}): Binding[] {
  return [
    bind(operations.checkText, async ({ app, body: { content }, now }) => {
      const judgement = await textJudge.judge(app.id, 'ALL', content)
      if (judgement === undefined) throw new ApiError('moderation.no_lists')
      const { disposition, words, masked } = judgement
      const isFine = disposition === null
      const data = {
        type: isFine ? 'PASS' : 'REJECT',
        riskType: isFine ? '无风险' : '违禁',
        riskLabel: isFine ? 'NONE' : 'BAN',
        exchangeText: masked,
        sensitiveWords: words,
      }
      return { reply: { code: 200 as const, data, meta: { timestamp: now, requestId: '' } } }
    }),

    bind(operations.createWordList, async ({ app, body }) => {
      const { list, words } = await wordLists.create(
        app,
        settingsOf(body),
        body.textContexts,
        body.userId ?? '',
      )
      return { reply: { ...ok, entity: listJson(app, list, words) } }
    }),

    bind(operations.updateWordList, async ({ app, params, body }) => {
      const list = await wordLists.update(app, listId(params), settingsOf(body))
      return { reply: { ...ok, entity: listJson(app, list, await wordLists.words(app, list.id)) } }
    }),

    bind(operations.deleteWordList, async ({ app, params }) => {
      await wordLists.delete(app, listId(params))
      return { reply: ok }
    }),

    bind(operations.findWordLists, async ({ app, body: { name, tagId, ...page } }) => {
      const lists = await wordLists.lists(app)
      // No list belongs to a tag.
      const wanted = lists.filter((list) => (name === undefined || list.name === name) && tagId === undefined)
      const { items, ...facts } = pageOf(wanted, page)
      return { reply: { ...ok, entities: items.map((list) => foundListJson(app, list)), ...facts } }
    }),

    bind(operations.addWords, async ({ app, params, body }) => {
      const { wordContents, userId = '' } = body
      const { list, words } = await wordLists.add(app, listId(params), wordContents, userId)
      return { reply: { ...ok, entity: listJson(app, list, words) } }
    }),

    bind(operations.updateWord, async ({ app, params, body }) => {
      const id = messageId(body.id)
      if (id === undefined) throw new ApiError('moderation.word_unknown')
      const list = listId(params)
      const word = await wordLists.change(app, list, id, body.word, body.userId ?? '')
      return { reply: { ...ok, entity: wordJson(app, list, word) } }
    }),

    bind(operations.findWords, async ({ app, params, body: { word = '', ...page } }) => {
      const list = listId(params)
      const { text } = foldedText(word)
      const words = await wordLists.words(app, list)
      const { items, ...facts } = pageOf(
        words.filter((each) => foldedText(each.word).text.includes(text)),
        page,
      )
      return { reply: { ...ok, entities: items.map((each) => wordJson(app, list, each)), ...facts } }
    }),

    bind(operations.deleteWord, async ({ app, params, query }) => {
      await wordLists.remove(app, listId(params), [wordId(query.wordId ?? '')])
      return { reply: { ...ok, entity: true as const } }
    }),

    bind(operations.deleteWords, async ({ app, params, body }) => {
      await wordLists.remove(app, listId(params), body.wordIds.map(wordId))
      return { reply: { ...ok, entity: 0 as const } }
    }),
  ]
}

/** @throws ApiError `moderation.list_unknown` for what cannot be the id of a list. */
function listId({ list }: { list: string }): number {
  const id = messageId(list)
  if (id === undefined) throw new ApiError('moderation.list_unknown')
  return id
}

/** @throws ApiError `moderation.data_empty` for what cannot be the id of a word. */
function wordId(text: string): number {
  const id = messageId(text)
  if (id === undefined) throw new ApiError('moderation.data_empty')
  return id
}

function settingsOf({
  name,
  scope,
  disposition,
  fullMatch = false,
}: {
  name: string
  scope: string
  disposition: string
  fullMatch?: boolean
}): ListSettings {
  // The declaration admits no others.
  return {
    name,
    fullMatch,
    scope: scope as WordList['scope'],
    disposition: disposition as WordList['disposition'],
  }
}

function listFields({ key }: App, { id, name, scope, disposition, fullMatch, quantity }: WordList) {
  return {
    id: String(id),
    name,
    moderationId: String(id),
    appkey: key,
    category: 'DEFAULT' as const,
    scope,
    tagId: null,
    fullMatch,
    suggestion: disposition,
    disposition,
    quantity,
    status: 'ACTIVE' as const,
  }
}

function listJson(app: App, list: WordList, words: readonly Word[]) {
  return {
    ...listFields(app, list),
    createDataTime: list.createdAt,
    updateDataTime: list.updatedAt,
    textList: words.map((word) => wordJson(app, list.id, word)),
  }
}

function foundListJson(app: App, list: WordList) {
  return {
    ...listFields(app, list),
    createDataTime: moderationTime(list.createdAt),
    updateDataTime: moderationTime(list.updatedAt),
  }
}

function wordJson({ key }: App, list: number, { id, word, author, createdAt, updatedAt }: Word) {
  return {
    id: String(id),
    appId: key,
    word,
    userId: author,
    listId: String(list),
    status: true,
    createDateTime: createdAt,
    updateDateTime: updatedAt,
  }
}
