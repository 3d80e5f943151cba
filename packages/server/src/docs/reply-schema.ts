import type { Method, Operation } from '@ringpost/contract'
import { type JsonSchema, plainSchema } from './json-schema.ts'

/** A part of the envelope: its schema, and whether it is always present. */
type Part = [schema: JsonSchema, always: boolean]

/**
 * The success body of an operation that answers JSON, part by part as http/envelope.ts builds it from the declaration
 * (rest-messages-users.md §1.2); test/docs compares the two.
 */
export function replySchema(operation: Operation, method: Method): JsonSchema {
  const { envelope = {}, replyIn = 'data', scope } = operation
  const reply = operation.reply === undefined ? undefined : plainSchema(operation.reply)
  if (replyIn === 'bare') return reply ?? {}
  const identity = envelope.identity !== false && scope !== 'root'
  const parts: Record<string, Part | undefined> = {
    action:
      envelope.action === false ? undefined : [{ const: envelope.action ?? method.toLowerCase() }, true],
    application: identity ? [{ type: 'string', description: 'UUID of the app' }, true] : undefined,
    params: identity ? paramsPart(envelope.params) : undefined,
    path: identity && envelope.path !== undefined ? [{ const: envelope.path }, true] : undefined,
    uri: identity ? [{ type: 'string', description: uriText(envelope.uri) }, true] : undefined,
    entities: entitiesPart(replyIn, envelope.entities, reply),
    data: replyIn === 'data' && reply !== undefined ? [reply, true] : [{}, false],
    timestamp: [{ type: 'integer', description: 'ms since 1970' }, true],
    duration: [{ type: 'integer', description: 'ms' }, true],
    organization: identity ? [{ type: 'string' }, true] : undefined,
    applicationName: identity ? [{ type: 'string' }, true] : undefined,
    cursor: [{ type: 'string', description: 'next page; absent on the last' }, false],
    count: [{ type: 'integer' }, false],
    total: [{ type: 'integer', description: 'number of items on all pages' }, false],
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

function furtherParts({ further }: Operation): Record<string, Part> {
  const { properties = {} } = further === undefined ? {} : plainSchema(further)
  return Object.fromEntries(Object.entries(properties).map(([name, schema]) => [name, [schema, true]]))
}

function paramsPart(params: 'empty' | 'echo' | undefined): Part | undefined {
  if (params === 'empty') return [{ type: 'object', additionalProperties: false }, true]
  if (params === undefined) return undefined
  const values: JsonSchema = { type: 'array', items: { type: 'string' } }
  return [{ type: 'object', description: 'the query', additionalProperties: values }, false]
}

function entitiesPart(
  replyIn: 'data' | 'entities',
  always: true | undefined,
  reply: JsonSchema | undefined,
): Part | undefined {
  if (replyIn === 'entities') return [reply ?? { type: 'array' }, true]
  return always ? [{ type: 'array', maxItems: 0 }, true] : undefined
}

function uriText(uri: 'base' | 'path' | undefined): string {
  if (uri === 'path') return 'URL of the app, with `path`'
  return uri === 'base' ? 'URL of the app' : 'URL of the request, without query'
}
