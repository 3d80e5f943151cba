import type { JsonSchema } from '../../packages/server/src/docs/json-schema.ts'
import { nastyObject } from '../harness/nasty-json.ts'
import type { Random } from '../harness/random.ts'
import type { Scene } from './scene.ts'

/** One in this many values violates the schema. */
const SPOILT_ONE_IN = 12

export const hostileTexts = [
  '',
  ' ',
  '0',
  '-1',
  '9'.repeat(30),
  'null',
  'undefined',
  '[object Object]',
  '__proto__',
  'constructor',
  '../../etc/passwd',
  '\0',
  '\u202e',
  'é环信😀',
  "' or 1=1 --",
  '%',
  '%s%n',
  '*',
  'a,b,,c',
  'acme#chat_alice@easemob.com/x',
  '\r\nx: y',
  '1e400',
  'true',
  'NaN',
  "select * where username='a' and (",
]

const hostileValues = [
  'null',
  'true',
  '{}',
  '[]',
  '[[]]',
  '[null]',
  '{"":null}',
  '""',
  '-1',
  '0',
  '1.5',
  '1e400',
  '-0',
  '9007199254740993',
  '18446744073709551616',
  '1e-400',
  '"\\ud83d"',
  '"\\udc00\\ud83d"',
  '"\\u0000"',
  '{"__proto__":{"a":1}}',
  '{"constructor":{"prototype":1},"toString":1,"length":-1,"then":1,"toJSON":1}',
  '{"a":1,"a":2}',
]

/** Names that make up most of what the API accepts. */
function valuesNamed(name: string, scene: Scene, random: Random): unknown {
  const user = () => random.of(scene.users)
  switch (name) {
    case 'username':
    case 'from':
    case 'owner':
    case 'newowner':
    case 'newadmin':
    case 'friend':
    case 'mute_member':
    case 'kick_user':
      return user()
    case 'to':
    case 'target':
    case 'members':
    case 'usernames':
    case 'targets':
      return [user(), random.of([scene.group, user()])]
    case 'group_id':
    case 'groupid':
    case 'group':
      return scene.group
    case 'room':
    case 'chatroom_id':
      return scene.room
    case 'msg_id':
    case 'message':
    case 'message_id':
      return scene.message
    case 'file':
    case 'uuid':
      return scene.file
    default:
      return undefined
  }
}

/** JSON text that mostly fits the schema, with values of the scene where names suggest them. */
export function jsonFor(schema: JsonSchema, name: string, scene: Scene, random: Random): string {
  if (random.oneIn(SPOILT_ONE_IN)) return hostileValue(random)
  if (schema.const !== undefined) return JSON.stringify(schema.const)
  if (schema.anyOf !== undefined) return jsonFor(random.of(schema.anyOf), name, scene, random)
  if (schema.examples !== undefined && schema.type !== 'object' && random.oneIn(2))
    return JSON.stringify(random.of(schema.examples))
  switch (schema.type) {
    case 'object':
      return objectFor(schema, scene, random)
    case 'array': {
      const known = valuesNamed(name, scene, random)
      if (Array.isArray(known) && !random.oneIn(4)) return JSON.stringify(known)
      const count = random.of([0, 1, 1, 2, 3, random.oneIn(20) ? 2000 : 4])
      const item = () => jsonFor(schema.items ?? { type: 'string' }, name, scene, random)
      return `[${Array.from({ length: count }, item)}]`
    }
    case 'boolean':
      return random.of(['true', 'false'])
    case 'integer':
    case 'number':
      return random.of(['0', '1', '2', '10', '100', '1763766000000', '-1', '2147483648'])
    case 'string':
      return JSON.stringify(wordFor(name, scene, random))
    default:
      return random.oneIn(2) ? nastyObject(random) : '{"a":1}'
  }
}

/** A word for a field or parameter of that name. */
export function wordFor(name: string, scene: Scene, random: Random): string {
  const known = valuesNamed(name, scene, random)
  if (known !== undefined && !random.oneIn(6)) return String(known)
  const { users, group, room, message, file } = scene
  if (random.oneIn(5)) return random.of(hostileTexts)
  return random.of([...users, group, room, message, file, name, 'txt', 'chat', '1', '2026010100'])
}

function objectFor(schema: JsonSchema, scene: Scene, random: Random): string {
  const fields: string[] = []
  const add = (key: string, text: string) => fields.push(`${JSON.stringify(key)}:${text}`)
  for (const [key, each] of Object.entries(schema.properties ?? {})) {
    const isWanted = schema.required?.includes(key) ? !random.oneIn(20) : random.oneIn(2)
    if (isWanted) add(key, jsonFor(each, key, scene, random))
  }
  for (const each of Object.values(schema.patternProperties ?? {}))
    for (const key of random.of([[], ['a'], [...scene.users], hostileTexts]))
      add(key, jsonFor(each, 'value', scene, random))
  if (random.oneIn(6)) add(random.of([...hostileTexts, 'k'.repeat(5000)]), hostileValue(random))
  if (random.oneIn(8)) fields.sort(() => random.below(3) - 1)
  return `{${fields}}`
}

function hostileValue(random: Random): string {
  if (random.oneIn(12)) return JSON.stringify(random.of(['x', '😀', '\0', '\\']).repeat(20_000))
  if (random.oneIn(12)) return nested(random.of([30, 500, 5000]), random)
  if (random.oneIn(4)) return JSON.stringify(random.of(hostileTexts))
  return random.of(hostileValues)
}

/** A value nested to this depth. */
export function nested(depth: number, random: Random): string {
  const [open, close] = random.of([
    ['[', ']'],
    ['{"a":', '}'],
    ['[{"b":', '}]'],
  ] as const)
  return `${open.repeat(depth)}1${close.repeat(depth)}`
}
