import { contents } from './contents.ts'
import type { Member } from './generations.ts'
import type { Content, Shown, Target } from './participant.ts'
import { EDITED, sees } from './sees.ts'

/**
 * One member of a group sends everything, edits and recalls, and is told who has read it; all others show that.
 * @param first a text that all have been shown, for a combined message to be made of.
 */
export async function actInGroup(
  sender: Member,
  others: readonly Member[],
  group: Target,
  first: string,
): Promise<void> {
  const { client } = sender
  const { combines } = sender.generation
  const allSee = (done: readonly Shown[]) => Promise.all(others.map((other) => sees(other, done)))
  const say = async (content: Content): Promise<Shown> => ({
    shows: 'message',
    id: await client.send(content, group),
    from: client.user,
    content,
  })

  const said: Shown[] = []
  for (const content of contents) said.push(await say(content))
  if (combines)
    said.push(await say({ type: 'combine', title: 't', summary: 's', ...combines, texts: [first] }))
  const question = await say({ type: 'txt', msg: 'read this', asksForReceipts: true })
  await allSee([...said, question])

  const { id } = question
  for (const [i, other] of others.entries()) {
    await other.client.read(id, group)
    await sees(sender, [{ shows: 'read', id, readers: i + 1 }])
  }

  const changes: Shown[] = []
  if (client.edit) {
    await client.edit(id, EDITED, group)
    changes.push({ shows: 'edit', id, msg: EDITED })
  }
  await client.recall(id, group)
  changes.push({ shows: 'recall', id }, await say({ type: 'txt', msg: 'that was all' }))
  await allSee(changes)
  await sees(sender, [])
}
