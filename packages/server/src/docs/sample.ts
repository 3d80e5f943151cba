import type { Operation } from '@ringpost/contract'
import { type JsonSchema, plainSchema, typeIn } from './json-schema.ts'

const uuid = '8be024f0-e978-11e8-b697-5d598d5f8402'
const now = 1763766000000

/** Sample values for fields and parameters whose name means the same everywhere. */
const named: Readonly<Record<string, unknown>> = {
  org: 'demo',
  app: 'demo',
  username: 'alice',
  friend: 'bob',
  blocked: 'bob',
  group: '184524748161025',
  room: '185145305923585',
  file: uuid,
  resource: 'webim_web_1',
  msg_id: '1028442084794698104',
  message: '1028442084794698104',
  uuid,
  application: uuid,
  uri: 'https://chat.example.com/demo/demo',
  organization: 'demo',
  applicationName: 'demo',
  created: now,
  modified: now,
  timestamp: now,
  expire_timestamp: now,
  duration: 3,
  expires_in: 5184000,
  access_token: 'YWMt…',
  msg: 'hello',
  chatfile_ids: [uuid],
  usernames: ['alice', 'bob'],
}

/** A sample value for a field or parameter of that name. */
export function sampleOf(name: string): unknown {
  return named[name] ?? name
}

/** A value that fits the schema: its example if it has one, else the required parts. */
export function sample(schema: JsonSchema, name = ''): unknown {
  if (schema.examples !== undefined) return schema.examples[0]
  if ('const' in schema) return schema.const
  if (schema.enum !== undefined) return schema.enum[0]
  if (schema.anyOf !== undefined) return sample(schema.anyOf[0]!, name)
  switch (typeIn(schema)) {
    case 'object':
      if (schema.patternProperties !== undefined)
        return sampleMap(Object.values(schema.patternProperties)[0]!)
      return Object.fromEntries(
        Object.entries(schema.properties ?? {})
          .filter(([field]) => schema.required?.includes(field))
          .map(([field, each]) => [field, sample(each, field)]),
      )
    case 'array':
      return Array.isArray(named[name]) ? named[name] : sampleItems(schema, name)
    case 'boolean':
      return true
    case 'integer':
    case 'number':
      return typeof named[name] === 'number' ? named[name] : 1
    case 'string':
      return String(named[name] ?? name)
    default:
      return {}
  }
}

/** A map of values by user name; maps of anything stay empty. */
function sampleMap(value: JsonSchema): Record<string, unknown> {
  return Object.keys(value).length === 0 ? {} : { bob: sample(value, 'message') }
}

function sampleItems({ items, maxItems }: JsonSchema, name: string): unknown[] {
  return items === undefined || maxItems === 0 ? [] : [sample(items, name)]
}

/** A sample request target: parameters filled in, with the query if it has an example. */
export function sampleTarget({ scope, path, query }: Operation): string {
  const whole = scope === 'root' ? path : `/:org/:app${path}`
  const filled = whole.replaceAll(/:(\w+)/g, (_, name: string) => encodeURIComponent(String(sampleOf(name))))
  const [example] = query === undefined ? [] : (plainSchema(query).examples ?? [])
  return example === undefined
    ? filled
    : `${filled}?${new URLSearchParams(example as Record<string, string>)}`
}
