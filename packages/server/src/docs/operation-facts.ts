import {
  type AuthRule,
  type ErrorCode,
  type ErrorFact,
  errorTable,
  type Generation,
  type Operation,
  type Rate,
} from '@ringpost/contract'
import { actWords, type PublicPage, publicPages } from '@ringpost/contract/words'
import { callersText } from './callers.ts'
import { describedSchema } from './described-schema.ts'
import { documentedErrors } from './documented-errors.ts'
import { type Field, fieldsOf, typeOf } from './fields.ts'
import { type JsonSchema, plainSchema } from './json-schema.ts'
import { resultSchema } from './reply-schema.ts'
import { requestsOf } from './requests.ts'
import { sample, sampleTarget } from './sample.ts'

const auths: Readonly<Record<AuthRule, string>> = {
  public: 'anybody, without a token',
  app: 'app token, organisation administrator',
  org: 'organisation administrator',
  self: 'app token, organisation administrator, or the user of the path',
  user: 'app token, organisation administrator, or a user of the app',
  registration: 'app token; anybody if the app has openRegistration',
  tester:
    'programs on the machine of the server, or whoever has the token in RINGPOST_EMULATOR; nobody while it is empty',
}

const generations: Readonly<Record<Generation, string>> = {
  G0: '2013',
  G1: '2014',
  G2: '2022',
  G3: '2024 and later',
  client: 'client SDKs only',
  ringpost: 'Ringpost only',
}

/** A table of fields with its heading. */
export interface FieldTable {
  title: string
  fields: readonly Field[]
}

/** What the documentation says about an operation, in words. */
export interface OperationFacts {
  /** `POST /{org}/{app}/users`, every spelling. */
  requests: readonly string[]
  auth: string
  generation: string
  /** What the summary leaves unsaid; empty if nothing. */
  more: string
  rate: string
  callers: string
  /** Where callers find the operation described; empty if Ringpost alone has it. */
  pages: readonly PublicPage[]
  tables: readonly FieldTable[]
  errors: readonly { code: ErrorCode; fact: ErrorFact }[]
}

export function factsOf(operation: Operation): OperationFacts {
  const { query, body, further, replyIn = 'data' } = operation
  const asked = (schema: Operation['body']) =>
    schema === undefined ? undefined : describedSchema(operation, 'asked', schema)
  return {
    requests: requestsOf(operation).map(({ method, path }) => `${method} ${path}`),
    auth: auths[operation.auth],
    generation: generations[operation.generation],
    more: actWords(operation) ?? '',
    rate: rateText(operation.rate),
    callers: callersText(operation),
    pages: publicPages(operation),
    tables: [
      ...tables('Query', asked(query)),
      ...tables('Body', asked(body)),
      ...tables(replyIn === 'bare' ? 'Reply' : `Reply, in \`${replyIn}\``, resultSchema(operation)),
      ...tables(
        'Reply, besides',
        further === undefined ? undefined : describedSchema(operation, 'answered', further),
      ),
    ],
    errors: documentedErrors(operation).map((code) => ({ code, fact: errorTable[code] })),
  }
}

/** A table of the fields of a schema, if there is one; a schema without fields is said in the title. */
function tables(title: string, schema: JsonSchema | undefined): FieldTable[] {
  if (schema === undefined) return []
  const fields = fieldsOf(schema)
  const type = fields.length === 0 ? `: ${typeOf(schema)}` : ''
  const meaning = schema.description === undefined ? '' : ` (${schema.description})`
  return [{ title: `${title}${type}${meaning}`, fields }]
}

function rateText(rate: Rate | undefined): string {
  if (rate === undefined) return 'none'
  const { calls, seconds, pool, perUser } = rate
  const window = seconds === 1 ? 'second' : `${seconds} seconds`
  const shared = pool === undefined ? '' : `, shared by all of pool "${pool}"`
  const each = perUser === undefined ? '' : `; ${perUser.calls} per ${perUser.seconds} seconds and user`
  return `${calls} ${calls === 1 ? 'call' : 'calls'} per ${window} and app${shared}${each}`
}

/** A call that works as is once `$TOKEN` holds a token. @param base `http://host:port`. */
export function curlOf(operation: Operation, base: string): string {
  const { method, auth, body, streams } = operation
  const lines = [
    `curl ${method === 'GET' ? '' : `-X ${method} `}'${base}${sampleTarget(operation)}'`,
    ...(auth === 'public' ? [] : ['-H "Authorization: Bearer $TOKEN"']),
    ...(body === undefined ? [] : [`-d '${JSON.stringify(sample(plainSchema(body)))}'`]),
    ...(streams === 'in' ? ["-F 'file=@photo.jpg'"] : []),
  ]
  return lines.join(' \\\n  ')
}
