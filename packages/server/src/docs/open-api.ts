import {
  type AuthRule,
  allOperations,
  type ErrorCode,
  errorTable,
  generalErrors,
  type Operation,
} from '@ringpost/contract'
import { pathParameters } from '@ringpost/contract/words'
import manifest from '../../package.json' with { type: 'json' }
import { areaOf, areas } from './areas.ts'
import { describedSchema } from './described-schema.ts'
import { documentedErrors } from './documented-errors.ts'
import { errorExample } from './error-example.ts'
import { type JsonSchema, plainSchema } from './json-schema.ts'
import { NamedSchemas } from './named-schemas.ts'
import { factsOf } from './operation-facts.ts'
import { replySchema } from './reply-schema.ts'
import { type DocumentedRequest, requestsOf } from './requests.ts'
import { sample, sampleOf } from './sample.ts'

const description = `Chat server that speaks the Easemob IM / Agora Chat REST API.

Paths begin with \`/{org}/{app}\`; \`/app-id/{app_id}\` means the same. Calls carry a token as
\`Authorization: Bearer …\`; \`x-ringpost-auth\` says who may call. Bodies are JSON (forms are accepted too). Operations with
\`x-ringpost-state: not-yet\` are declared and answer 501.`

/** Security of an operation; `{}` admits calls without a token. */
const security: Readonly<Record<AuthRule, readonly Record<string, readonly string[]>[]>> = {
  public: [],
  app: [{ appToken: [] }, { orgToken: [] }],
  org: [{ orgToken: [] }],
  self: [{ appToken: [] }, { orgToken: [] }, { userToken: [] }],
  user: [{ appToken: [] }, { orgToken: [] }, { userToken: [] }],
  registration: [{ appToken: [] }, { orgToken: [] }, {}],
  tester: [{}, { emulatorToken: [] }],
}

const binary: JsonSchema = { type: 'string', format: 'binary' }
const errorSchema: JsonSchema = {
  type: 'object',
  description: 'The body of every refusal, but for a few services that have their own',
  properties: {
    error: { type: 'string', description: 'Code of the error, for programs' },
    exception: { type: 'string', description: 'Class name, which old clients read' },
    timestamp: { type: 'integer', description: 'Time of the reply, in ms since 1970' },
    duration: { type: 'integer', description: 'Time that the server took, in ms' },
    error_description: { type: 'string', description: 'The text that clients compare' },
    error_code: { type: 'integer', description: 'Number, if the error has one' },
    code: { type: 'integer', description: 'The same, where moderation puts it' },
  },
  required: ['error', 'exception', 'timestamp', 'duration', 'error_description'],
}

/** The OpenAPI 3.1 document of every declared operation. @param built ids of the operations that have code. */
export function openApi(built: ReadonlySet<string>): Record<string, unknown> {
  const schemas = new NamedSchemas()
  const paths: Record<string, Record<string, unknown>> = {}
  const parameters = new Set(allOperations.flatMap(requestsOf).flatMap((each) => each.parameters))
  for (const operation of allOperations) {
    for (const request of requestsOf(operation)) {
      paths[request.path] ??= { parameters: request.parameters.map((name) => ref('parameters', name)) }
      paths[request.path]![request.method.toLowerCase()] = describe(operation, request, { built, schemas })
    }
  }
  return {
    openapi: '3.1.0',
    info: {
      title: 'Ringpost',
      version: manifest.version,
      description,
      license: { name: manifest.license, identifier: manifest.license },
    },
    servers: [{ url: '/', description: 'the server that answers this document' }],
    tags: areas.map(({ title }) => ({ name: title })),
    paths: Object.fromEntries(Object.entries(paths).sort(([a], [b]) => (a < b ? -1 : 1))),
    components: {
      securitySchemes: {
        appToken: bearer('App token (grant_type client_credentials), or an Agora 007 app token'),
        orgToken: bearer('Token of an administrator of the organisation'),
        userToken: bearer('Token of a user'),
        emulatorToken: bearer('The token in RINGPOST_EMULATOR'),
      },
      schemas: { Error: errorSchema, ...schemas.all },
      examples: Object.fromEntries(
        (Object.keys(errorTable) as ErrorCode[]).map((code) => [code, { value: errorExample(code) }]),
      ),
      parameters: Object.fromEntries([...parameters].sort().map((name) => [name, pathParameter(name)])),
      responses: {
        GeneralError: errorResponse(
          'Errors that any operation can answer',
          Object.keys(generalErrors) as ErrorCode[],
        ),
        NotBuilt: errorResponse('Declared, not built yet', ['route.not_built']),
      },
    },
  }
}

function describe(
  operation: Operation,
  request: DocumentedRequest,
  { built, schemas }: { built: ReadonlySet<string>; schemas: NamedSchemas },
): Record<string, unknown> {
  const { id, summary, auth, generation, rate } = operation
  const { auth: callers, more, rate: limit, pages } = factsOf(operation)
  const [page] = pages
  const isBuilt = built.has(id)
  const body = requestBody(operation, schemas)
  return {
    operationId: request.variant === 0 ? id : `${id}.${request.variant + 1}`,
    tags: [areas.find(({ name }) => name === areaOf(operation))!.title],
    summary,
    description: [more, `Who may call: ${callers}.`, limit === 'none' ? '' : `Rate limit: ${limit}.`]
      .filter((text) => text !== '')
      .join('\n\n'),
    ...(page !== undefined && { externalDocs: { description: page.title, url: page.url } }),
    parameters: queryParameters(operation, schemas),
    security: security[auth],
    ...(body === undefined ? {} : { requestBody: body }),
    responses: {
      200: success(operation, request, { isBuilt, schemas }),
      ...errorResponses(operation),
      ...(isBuilt ? {} : { 501: ref('responses', 'NotBuilt') }),
      default: ref('responses', 'GeneralError'),
    },
    'x-ringpost-state': isBuilt ? 'works' : 'not-yet',
    'x-ringpost-auth': auth,
    'x-ringpost-generation': generation,
    ...(rate === undefined ? {} : { 'x-ringpost-rate': rate }),
    ...(request.variant === 0 ? {} : { 'x-ringpost-spelling-of': id }),
  }
}

function ref(kind: string, name: string): { $ref: string } {
  return { $ref: `#/components/${kind}/${name}` }
}

function bearer(text: string): Record<string, string> {
  return { type: 'http', scheme: 'bearer', description: text }
}

function pathParameter(name: string): Record<string, unknown> {
  const description = pathParameters[name]
  return {
    name,
    in: 'path',
    required: true,
    description,
    schema: { type: 'string' },
    example: sampleOf(name),
  }
}

function queryParameters(operation: Operation, schemas: NamedSchemas): Record<string, unknown>[] {
  const { query, headerQuery = [] } = operation
  if (query === undefined) return []
  const { properties = {}, required = [] } = describedSchema(operation, 'asked', query)
  return Object.entries(properties).map(([name, { description, ...schema }]) => ({
    name,
    in: 'query',
    required: required.includes(name),
    description: headerQuery.includes(name) ? `${description}; may also be a header` : description,
    schema: schemas.referring(schema),
  }))
}

function requestBody(operation: Operation, schemas: NamedSchemas): Record<string, unknown> | undefined {
  const { body, bodyIn, form } = operation
  if (form !== undefined) {
    const schema = describedSchema(operation, 'asked', form)
    return { required: true, content: { 'multipart/form-data': { schema: schemas.referring(schema) } } }
  }
  if (body === undefined) return undefined
  const schema = describedSchema(operation, 'asked', body)
  const type = bodyIn === 'form' ? 'application/x-www-form-urlencoded' : 'application/json'
  return {
    required: true,
    content: { [type]: { schema: schemas.referring(schema), example: sample(plainSchema(body)) } },
  }
}

/** The reply of an operation that is not built is not known well enough for types. */
function success(
  operation: Operation,
  { method }: DocumentedRequest,
  { isBuilt, schemas }: { isBuilt: boolean; schemas: NamedSchemas },
): Record<string, unknown> {
  if (!isBuilt) return { description: 'Done' }
  if (operation.streams === 'out') {
    return { description: 'The bytes', content: { 'application/octet-stream': { schema: binary } } }
  }
  return {
    description: 'Done',
    content: { 'application/json': { schema: schemas.referring(replySchema(operation, method)) } },
  }
}

/** Responses by status; several errors with one status become examples of one response. */
function errorResponses(operation: Operation): Record<string, unknown> {
  const byStatus = Map.groupBy(documentedErrors(operation), (code) => errorTable[code].status)
  return Object.fromEntries(
    [...byStatus].map(([status, codes]) => {
      const names = new Set(codes.map((code) => errorTable[code].error))
      return [status, errorResponse([...names].join(', '), codes)]
    }),
  )
}

function errorResponse(text: string, codes: readonly ErrorCode[]): Record<string, unknown> {
  const examples = Object.fromEntries(codes.map((code) => [code, ref('examples', code)]))
  return {
    description: text,
    content: { 'application/json': { schema: ref('schemas', 'Error'), examples } },
  }
}
