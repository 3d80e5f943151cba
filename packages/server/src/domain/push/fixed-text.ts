import type { Body } from '@ringpost/protocol/body'

const english = {
  title: 'You have a new message',
  body: 'Tap to view it',
  img: '[Picture]',
  audio: '[Voice]',
  video: '[Video]',
  loc: '[Location]',
  file: '[File]',
  custom: '[Custom message]',
  cmd: '',
  combine: '[Chat history]',
}
const chinese: typeof english = {
  title: '您有一条新消息',
  body: '请点击查看',
  img: '[图片]',
  audio: '[语音]',
  video: '[视频]',
  loc: '[位置]',
  file: '[文件]',
  custom: '[自定义消息]',
  cmd: '',
  combine: '[聊天记录]',
}

/** Texts that the server writes itself. @param language code; empty: English. */
export function fixedTexts(language: string): typeof english {
  return /^zh\b/i.test(language) ? chinese : english
}

/** What a message says, in one line. */
export function textOfBody(body: Body | null, language: string): string {
  const texts = fixedTexts(language)
  if (body === null) return texts.title
  if (body.type !== 'txt') return texts[body.type]
  return body.subType === 'sub_combine' ? texts.combine : body.msg
}
