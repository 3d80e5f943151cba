import { contents } from './contents.ts'
import type { Member } from './generations.ts'
import type { Content, Shown, Target } from './participant.ts'
import { EDITED, sees } from './sees.ts'

type Said = Extract<Shown, { shows: 'message' }>

/** A user sends everything to another, who reads it; edits and recalls. Both show what the other does. */
export async function actBetweenTwo(sender: Member, receiver: Member): Promise<void> {
  const from = sender.client.user
  const there: Target = { chat: 'user', id: receiver.client.user }
  const say = async (content: Content): Promise<Said> => ({
    shows: 'message',
    id: await sender.client.send(content, there),
    from,
    content,
  })
  const delivered = (messages: readonly Said[]): Shown[] =>
    messages
      .filter(({ content }) => content.type !== 'cmd' || sender.generation.followsCommands)
      .flatMap(({ id }) => (receiver.generation.confirmsDelivery ? [{ shows: 'delivered', id }] : []))

  const said: Said[] = []
  for (const content of contents) said.push(await say(content))
  await sees(receiver, said)
  const { id } = said[0]!
  await receiver.client.read(id, { chat: 'user', id: from })
  await sees(sender, [...delivered(said), { shows: 'read', id }])

  const changes: Shown[] = []
  if (sender.client.edit) {
    await sender.client.edit(id, EDITED, there)
    changes.push({ shows: 'edit', id, msg: EDITED })
  }
  await sender.client.recall(id, there)
  const last = await say({ type: 'txt', msg: 'that was all' })
  await sees(receiver, [...changes, { shows: 'recall', id }, last])
  await sees(sender, delivered([last]))
}
