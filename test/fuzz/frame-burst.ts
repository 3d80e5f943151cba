import { readFileSync } from 'node:fs'
import { BodyType, Command, conferenceJid, Namespace, userJid, wire } from '@ringpost/protocol'
import { APP_KEY } from '../gateway/raw-client.ts'
import type { Random } from '../harness/random.ts'
import { MessageWriter, type Name } from '../wire/hostile-message.ts'
import { changedBytes } from './changed-bytes.ts'
import { hostileTexts, wordFor } from './hostile-json.ts'
import type { Scene } from './scene.ts'

const golden = readFileSync(new URL('../../packages/protocol/src/golden-frames.txt', import.meta.url), 'utf8')
  .split('\n')
  .filter((line) => line.startsWith('C '))
  .map((line) => Buffer.from(line.split(' ')[2]!, 'hex'))

const bodyOfNamespace: readonly Name[] = ['StatisticsBody', 'MessageBody', 'MucBody', 'RosterBody']

/** What a client sends at once. */
export function frameBurst(random: Random, scene: Scene): Buffer[] {
  const count = random.oneIn(40) ? 1500 : 1 + random.below(12)
  const burst = Array.from({ length: Math.min(count, 12) }, () => frame(random, scene))
  // A flood need not be varied.
  while (burst.length < count) burst.push(random.of(burst))
  return burst
}

function frame(random: Random, scene: Scene): Buffer {
  switch (random.below(8)) {
    case 0:
      return changedBytes(random.of(golden), random)
    case 1:
      return Buffer.from(Array.from({ length: random.below(60) }, () => random.below(256)))
    case 2:
      return hostileEnvelope(random)
    default: {
      const sane = saneFrame(random, scene)
      return random.oneIn(5) ? changedBytes(sane, random) : sane
    }
  }
}

/** Messages of the schema, with everything that decoders stumble over. */
function hostileEnvelope(random: Random): Buffer {
  const writer = new MessageWriter(random, random.of([6, 30, Number.POSITIVE_INFINITY]))
  const command = random.below(6)
  const namespace = random.below(7)
  const payload = writer.message(bodyOfNamespace[namespace] ?? 'Meta')
  const meta = writer.message('Meta', { 5: BigInt(namespace), 6: payload })
  const inner =
    command === Command.SYNC
      ? writer.message('SyncUp', { 1: meta })
      : writer.message(random.of<Name>(['Provision', 'Logout', 'SyncUp']))
  return writer.message('Envelope', { 8: BigInt(command), 9: inner })
}

/** Messages as SDKs write them, about existing objects, with values that SDKs would not write. */
function saneFrame(random: Random, scene: Scene): Buffer {
  const word = (name: string) => wordFor(name, scene, random).toWellFormed()
  const someone = () =>
    random.of([
      userJid(APP_KEY, word('username')),
      conferenceJid(APP_KEY, random.of([scene.group, scene.room])),
      userJid(random.of([APP_KEY, 'other#chat', '']), random.of(hostileTexts)),
    ])
  if (random.oneIn(6))
    return sync({ queue: someone(), key: random.of([0, 1, 2 ** 52]), isRoam: random.oneIn(2) })
  const id = 1 + random.below(1e9)
  const to = someone()
  const act = random.below(46)
  switch (random.below(5)) {
    case 0: {
      const body = {
        muc: to,
        operation: act,
        to: [someone()],
        isChatroom: random.oneIn(2),
        name: word('name'),
      }
      const more = {
        reason: word('reason'),
        ext: word('ext'),
        setting: { name: word('name'), maxUsers: 2 ** 31 - 1 },
      }
      const payload = wire.MucBody.encode({ ...body, ...(random.oneIn(2) && more) }).finish()
      return sync({ meta: { id, to, namespace: Namespace.MUC, payload } })
    }
    case 1: {
      const payload = wire.RosterBody.encode({
        operation: act % 11,
        to: [someone()],
        reason: word('reason'),
      }).finish()
      return sync({ meta: { id, to, namespace: Namespace.ROSTER, payload } })
    }
    default: {
      const payload = wire.MessageBody.encode({
        type: random.of(Object.values(BodyType)),
        from: userJid(APP_KEY, random.of(scene.users)),
        to,
        contents: [
          {
            type: random.below(10),
            text: word('text'),
            customEvent: word('event'),
            subType: random.below(12),
          },
        ],
        ext: [{ key: word('key'), type: random.below(10), stringValue: word('value') }],
        ...(random.oneIn(3) && {
          ackId: Number(scene.message),
          editId: Number(scene.message),
          editScope: 1 + random.below(3),
        }),
        ...(random.oneIn(3) && {
          meta: random.of(['{', '{}', '{"a":1e400}', '['.repeat(3000), word('meta')]),
        }),
      }).finish()
      return sync({ meta: { id, to, namespace: Namespace.CHAT, payload, route: random.below(4) } })
    }
  }
}

function sync(fields: wire.SyncUpFields): Buffer {
  const payload = wire.SyncUp.encode(fields).finish()
  return Buffer.from(wire.Envelope.encode({ command: Command.SYNC, payload }).finish())
}
