import type { Method, Operation } from '@ringpost/contract'
import { resultWords } from '@ringpost/contract/words'
import { describedSchema } from './described-schema.ts'
import type { JsonSchema } from './json-schema.ts'

/** A part of the envelope: its schema, and whether it is always present. */
type Part = [schema: JsonSchema, always: boolean]

/**
 * The success body of an operation that answers JSON, part by part as http/envelope.ts builds it from the declaration
 * (rest-messages-users.md §1.2); test/docs compares the two.
 */
export function replySchema(operation: Operation, method: Method): JsonSchema {
  const { envelope = {}, replyIn = 'data', scope } = operation
  const reply = resultSchema(operation)
  if (replyIn === 'bare') return reply ?? {}
  const identity = envelope.identity !== false && scope !== 'root'
  const text = (description: string): JsonSchema => ({ type: 'string', description })
  const whole = (description: string): JsonSchema => ({ type: 'integer', description })
  const parts: Record<string, Part | undefined> = {
    action:
      envelope.action === false
        ? undefined
        : [{ ...constant(envelope.action ?? method.toLowerCase()), description: 'What was called' }, true],
    application: identity ? [text('UUID of the app'), true] : undefined,
    params: identity ? paramsPart(envelope.params) : undefined,
    path:
      identity && envelope.path !== undefined
        ? [{ ...constant(envelope.path), description: 'Path of the service' }, true]
        : undefined,
    uri: identity ? [text(uriText(envelope.uri)), true] : undefined,
    entities: entitiesPart(replyIn, envelope.entities, reply),
    data: dataPart(replyIn, reply),
    timestamp: [whole('Time of the reply, in ms since 1970'), true],
    duration: [whole('Time that the server took, in ms'), true],
    organization: identity ? [text('Name of the organisation'), true] : undefined,
    applicationName: identity ? [text('Name of the app'), true] : undefined,
    cursor: [text('Where the next page begins; absent on the last page'), false],
    count: [whole('Number of items in this reply'), false],
    total: [whole('Number of items on all pages'), false],
    ...furtherParts(operation),
  }
  const present = Object.entries(parts).filter((part): part is [string, Part] => part[1] !== undefined)
  return {
    type: 'object',
    properties: Object.fromEntries(present.map(([name, [schema]]) => [name, schema])),
    required: present.filter(([, [, always]]) => always).map(([name]) => name),
    additionalProperties: false,
  }
}

/** What the operation answers, without the envelope. */
export function resultSchema(operation: Operation): JsonSchema | undefined {
  const { reply } = operation
  if (reply === undefined) return undefined
  const schema = describedSchema(operation, 'answered', reply)
  const words = resultWords(operation)
  return words === undefined ? schema : { ...schema, description: words }
}

function constant(value: string): JsonSchema {
  return { type: 'string', enum: [value] }
}

function furtherParts(operation: Operation): Record<string, Part> {
  const { further } = operation
  const { properties = {} } = further === undefined ? {} : describedSchema(operation, 'answered', further)
  return Object.fromEntries(Object.entries(properties).map(([name, schema]) => [name, [schema, true]]))
}

function paramsPart(params: 'empty' | 'echo' | undefined): Part | undefined {
  if (params === undefined) return undefined
  if (params === 'empty')
    return [{ type: 'object', description: 'Always empty', additionalProperties: false }, true]
  const values: JsonSchema = { type: 'array', items: { type: 'string' } }
  return [
    { type: 'object', description: 'The query, each value in a list', additionalProperties: values },
    false,
  ]
}

/** Replies without a result may have facts of their own there. */
function dataPart(replyIn: 'data' | 'entities', reply: JsonSchema | undefined): Part {
  if (replyIn === 'data' && reply !== undefined) return [{ description: 'The result', ...reply }, true]
  return [{ description: 'Further facts about the result' }, false]
}

function entitiesPart(
  replyIn: 'data' | 'entities',
  always: true | undefined,
  reply: JsonSchema | undefined,
): Part | undefined {
  if (replyIn === 'entities') return [{ description: 'The result', ...(reply ?? anything) }, true]
  return always ? [{ ...anything, description: 'Always empty', maxItems: 0 }, true] : undefined
}

const anything: JsonSchema = { type: 'array', items: {} }

function uriText(uri: 'base' | 'path' | undefined): string {
  if (uri === 'path') return 'URL of the app, with `path`'
  return uri === 'base' ? 'URL of the app' : 'URL of the request, without query'
}
