import { entryKind, type NewEntry } from '../../packages/server/src/domain/log/entry.ts'
import { newEntry } from '../../packages/server/src/domain/log/new-entry.ts'
import type { Stores } from '../../packages/server/src/domain/stores.ts'
import { IdGenerator, idFloor } from '../../packages/server/src/kernel/id-generator.ts'
import { UNREAD_EVERY } from './fill.ts'
import { fraction, type Population } from './population.ts'
import type { StatementMeter } from './statement-meter.ts'

/** Samples per operation, each about others. */
const SAMPLES = 40
const everything = { contentTypes: null, senders: null }

const ids = new IdGenerator()

/** A message of now between the members of a conversation. */
export function messageIn(app: number, population: Population, conversation: number): NewEntry {
  const users = population.membersOf(conversation).map((user) => population.nameOf(user))
  const isGroup = conversation >= population.pairs
  const group = String(conversation - population.pairs + 1)
  const id = ids.next()
  return newEntry({
    app,
    log: population.keyOf(conversation),
    id,
    time: Date.now(),
    kind: entryKind.message,
    sender: users[0]!,
    senderDevice: 'phone',
    receiver: isGroup ? group : users[1]!,
    echo: true,
    origin: `${id}`,
    payload: new Uint8Array(200),
    followers: isGroup ? [] : users,
  })
}

/** Runs what users do most, each about random users and conversations of the population. */
export async function operate(
  stores: Stores,
  meter: StatementMeter,
  app: number,
  population: Population,
): Promise<void> {
  const { logs, conversations, roaming, users, channels, history, contacts } = stores
  const { pairs, groups, messages } = population
  let seed = 1
  const pick = (count: number) => Math.floor(fraction(++seed) * count)
  const anyone = () => population.nameOf(pick(population.users))
  const someReader = () => population.nameOf(pick(population.users / UNREAD_EVERY) * UNREAD_EVERY + 1)
  const someSlow = () => population.nameOf(pick(population.users / UNREAD_EVERY) * UNREAD_EVERY)
  const pair = () => pick(pairs)
  const group = () => pairs + pick(groups)
  const perform = async (operation: string, run: () => Promise<unknown>) => {
    for (let i = 0; i < SAMPLES; i++) await meter.measure(operation, run)
  }
  const append = (count: number, conversation: () => number) =>
    logs.append(Array.from({ length: count }, () => messageIn(app, population, conversation())))
  const page = (conversation: number, before: number) => {
    const [user] = population.membersOf(conversation)
    const view = { app, user: population.nameOf(user!), log: population.keyOf(conversation) }
    return roaming.slice(view, { after: 0, before }, everything, { limit: 20, descending: true })
  }

  await perform('one message to a user', () => append(1, pair))
  await perform('one message to a group', () => append(1, group))
  await perform('a commit of 64 messages to users', () => append(64, pair))
  await perform('a message by id', () => logs.find(app, population.idOf(pick(messages))))
  await perform('login, everything read: what is new', () => logs.behind(app, someReader(), 'phone'))
  await perform('first login in a year, 30 conversations unread: what is new', () =>
    logs.behind(app, someSlow(), 'phone'),
  )
  await perform('50 messages behind a position', () => {
    const conversation = pair()
    return logs.read(
      app,
      population.keyOf(conversation),
      Math.max(population.heads[conversation]! - 50, 0),
      50,
    )
  })
  await perform('page of 20 conversations', () =>
    conversations.list(app, anyone(), { only: 'all', empty: false, limit: 20, start: {} }),
  )
  await perform('history: what the user may see', () => {
    const conversation = pair()
    return roaming.view(
      app,
      population.nameOf(population.membersOf(conversation)[0]!),
      population.keyOf(conversation),
    )
  })
  await perform('history: newest page of 20', () => {
    const conversation = pair()
    return page(conversation, population.heads[conversation]! + 1)
  })
  await perform('history: a page in the middle', () => {
    const conversation = group()
    return page(conversation, population.heads[conversation]! >> 1)
  })
  await perform('history: position of a time', () =>
    roaming.positionBefore(app, population.keyOf(group()), population.idOf(pick(messages))),
  )
  await perform('all messages of a minute (export)', () => {
    const from = population.idOf(pick(messages - 1000))
    return history.scan(
      app,
      { after: from, before: from + idFloor(60_000) },
      { limit: 1000, descending: false },
    )
  })
  await perform('cursors of 128 devices', () =>
    logs.saveCursors(
      Array.from({ length: 128 }, () => {
        const conversation = pair()
        const user = population.nameOf(population.membersOf(conversation)[0]!)
        return {
          app,
          user,
          device: 'phone',
          log: population.keyOf(conversation),
          seq: population.heads[conversation]! + 1,
        }
      }),
    ),
  )
  await perform('a conversation read', () => {
    const conversation = pair()
    const user = population.nameOf(population.membersOf(conversation)[0]!)
    return conversations.markRead(app, user, population.keyOf(conversation), null)
  })
  await perform('number of undelivered messages', () => logs.countUndelivered(app, someSlow()))
  await perform('a user', () => users.get(app, anyone()))
  await perform('groups of a user', () => channels.ofUser(app, anyone(), 'group', { limit: 20, offset: 0 }))
  await perform('a group and the standing of a sender', async () => {
    const conversation = group()
    const key = String(conversation - pairs + 1)
    await channels.get(app, key)
    await channels.standings(app, key, [population.nameOf(population.membersOf(conversation)[0]!)])
  })
  await perform('relation of two users', () => contacts.between(app, anyone(), [anyone()]))
}
