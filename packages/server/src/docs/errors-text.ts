import type { ErrorCode } from '@ringpost/contract'
import type { Advice } from './error-advice/advice.ts'
import { errorAdvice } from './error-advice/error-advice.ts'
import { chineseErrorAdvice } from './error-advice/zh/error-advice.ts'
import type { DocsLanguage } from './markdown.ts'

/** What the page of errors says in one language. */
export interface ErrorsText {
  language: DocsLanguage
  title: string
  /** Stands before the example. */
  introduction: string
  /** Stand behind it. */
  explanations: readonly string[]
  /** Titles of the columns. */
  header: readonly string[]
  /** Stands before `error_code`. */
  number: string
  /** Stands before the code and reason of the socket. */
  socket: string
  advice: Readonly<Record<ErrorCode, Advice>>
}

/** Titles of the sections, and the first parts of the codes in them. */
export const errorSections: readonly (Record<DocsLanguage, string> & { areas: readonly string[] })[] = [
  { en: 'Tokens and apps', zh: 'token 与应用', areas: ['auth', 'grant', 'app', 'forbidden'] },
  { en: 'Users and attributes', zh: '用户与用户属性', areas: ['user', 'attribute'] },
  { en: 'Messages', zh: '消息', areas: ['send', 'recall', 'edit', 'stream'] },
  { en: 'Files', zh: '文件', areas: ['file'] },
  { en: 'Groups and rooms', zh: '群组与聊天室', areas: ['channel', 'group', 'room'] },
  { en: 'Threads and reactions', zh: '子区与表情回复', areas: ['thread', 'reaction'] },
  {
    en: 'Contacts and presence',
    zh: '好友、在线状态与收藏',
    areas: ['contact', 'block', 'presence', 'favourite'],
  },
  {
    en: 'History and conversations',
    zh: '历史消息与会话',
    areas: ['history', 'conversation', 'pin', 'import', 'search', 'query'],
  },
  {
    en: 'Translation, speech and calls',
    zh: '翻译、语音转文字与通话',
    areas: ['translation', 'speech', 'rtc'],
  },
  { en: 'Moderation', zh: '内容审核', areas: ['moderation', 'report'] },
  { en: 'The emulator', zh: '模拟器', areas: ['testing'] },
  { en: 'Push and webhooks', zh: '推送与回调', areas: ['push', 'notification', 'webhook'] },
]

/** Title of the section for all other codes. */
export const otherErrors = { en: 'Requests and the server', zh: '请求与服务器' } as const

export const englishErrors: ErrorsText = {
  language: 'en',
  title: 'Errors',
  introduction:
    'Every error that a caller can get, with its cause and what to do. Over REST, an error is a JSON object:',
  explanations: [
    'Clients compare `error` and `error_description` byte for byte. `{name}` in a description is filled from the request. `error_code` is present if the error has a number. Over the socket, an error is a status code with a reason; errors without a code of their own use code 1 with the description.',
    'The first column has the status, `error`, and the code under which [endpoints](endpoints.md) list it. `…` in a command stands for the app (`org#app`).',
  ],
  header: ['Error', '`error_description`', 'Cause', 'What to do'],
  number: 'number',
  socket: 'socket',
  advice: errorAdvice,
}

export const chineseErrors: ErrorsText = {
  language: 'zh',
  title: '错误',
  introduction: '调用方可能收到的全部错误，以及原因和处理办法。REST 的错误是一个 JSON 对象：',
  explanations: [
    '客户端会逐字比较 `error` 和 `error_description`。描述中的 `{name}` 用请求中的内容填充。有编号的错误带有 `error_code`。在长连接上，错误是状态码和原因；没有专用状态码的错误使用状态码 1，原因为描述的内容。',
    '第一列是状态码、`error`，以及[接口文档](../../reference/endpoints.md)（英文）中使用的代号。命令中的 `…` 代表应用（`org#app`）。',
  ],
  header: ['错误', '`error_description`', '原因', '处理办法'],
  number: '编号',
  socket: '长连接',
  advice: chineseErrorAdvice,
}
