import assert from 'node:assert/strict'
import { test } from 'node:test'
import { BodyType, decodeMessageBody, encodeMessageBody, withSaid } from '@ringpost/protocol'
import type { Body } from '@ringpost/protocol/body'
import { HookFault, type HookQuestion } from '../../packages/server/src/domain/hooks/hook-line.ts'
import type { Webhook } from '../../packages/server/src/domain/webhooks/webhook.ts'
import { hookAnswer } from '../../packages/server/src/webhooks/before/hook-answer.ts'
import { nastyObject } from '../harness/nasty-json.ts'
import { Random } from '../harness/random.ts'

const hook = { replace: 'all' } as Webhook
const contents: Body[] = [
  { type: 'txt', msg: 'hi' },
  { type: 'img', url: 'https://x.test/f', size: { width: 1, height: 2 } },
  { type: 'loc', lat: 1, lng: 2, addr: 'a' },
  { type: 'custom', customEvent: 'e', customExts: { a: 'b' } },
  { type: 'cmd', action: 'a' },
]

/** JSON that looks like a reply, with something wrong in it more often than not. */
function reply(random: Random, content: Body): string {
  const odd = () =>
    random.of(['null', 'true', '0', '-1', '1e400', '"x"', '""', '[]', '{}', '[{}]', nastyObject(random)])
  const maybe = (usual: string) => (random.oneIn(4) ? odd() : usual)
  const fields = Object.entries(content).map(([key, value]) => `"${key}":${maybe(JSON.stringify(value))}`)
  const body = maybe(`{${fields.filter(() => !random.oneIn(8)).join()}}`)
  const payload = maybe(`{"bodies":${maybe(`[${body}]`)},"ext":${maybe(nastyObject(random))}}`)
  const all = [
    '"valid":true',
    `"payload":${payload}`,
    `"code":${odd()}`,
    `"chatroom_msg_level":${maybe('"low"')}`,
  ]
  const text = `{${all.filter(() => !random.oneIn(3)).join()}}`
  return random.oneIn(10) ? text.slice(0, random.below(text.length)) : text
}

test('whatever a hook answers is a verdict that can be sent, or a fault', () => {
  const random = new Random(17)
  let replaced = 0
  for (let round = 0; round < 20_000; round++) {
    const content = random.of(contents)
    const question = { content, ext: {} } as HookQuestion
    const text = reply(random, content)
    try {
      const answer = hookAnswer(text, hook, question)
      if (answer.kind === 'denied' || answer.said === undefined) continue
      replaced++
      const message = encodeMessageBody({ type: BodyType.CHAT, from: 'a', to: 'b', content })
      const sent = decodeMessageBody(withSaid(message, answer.said))
      assert.equal(sent.content?.type, content.type)
    } catch (error) {
      assert.ok(error instanceof HookFault, `${text}: ${error}`)
    }
  }
  assert.ok(replaced > 500, `${replaced} replaced something`)
})
