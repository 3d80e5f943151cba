import { type ErrorCode, errorTable } from '@ringpost/contract'
import { errorAdvice } from './error-advice/error-advice.ts'
import { errorExample } from './error-example.ts'
import { codeMarkdown, documentMarkdown, tableMarkdown } from './markdown.ts'
import { printJson } from './print-json.ts'

/** Titles of the sections, by the first parts of the codes in them. */
const sections: readonly { title: string; areas: readonly string[] }[] = [
  { title: 'Tokens and apps', areas: ['auth', 'grant', 'app', 'forbidden'] },
  { title: 'Users and attributes', areas: ['user', 'attribute'] },
  { title: 'Messages', areas: ['send', 'recall', 'edit', 'stream'] },
  { title: 'Files', areas: ['file'] },
  { title: 'Groups and rooms', areas: ['channel', 'group', 'room'] },
  { title: 'Threads and reactions', areas: ['thread', 'reaction'] },
  { title: 'Contacts and presence', areas: ['contact', 'block', 'presence', 'favourite'] },
  {
    title: 'History and conversations',
    areas: ['history', 'conversation', 'pin', 'import', 'search', 'query'],
  },
  { title: 'Translation, speech and calls', areas: ['translation', 'speech', 'rtc'] },
  { title: 'Moderation', areas: ['moderation', 'report'] },
  { title: 'The emulator', areas: ['testing'] },
  { title: 'Push and webhooks', areas: ['push', 'notification', 'webhook'] },
]

/** Renders docs/reference/errors.md. */
export function errorsMarkdown(): string {
  const codes = Object.keys(errorTable) as ErrorCode[]
  const areaOf = (code: ErrorCode) => code.split('.', 1)[0]!
  const named = new Set(sections.flatMap(({ areas }) => areas))
  const others = {
    title: 'Requests and the server',
    areas: [...new Set(codes.map(areaOf))].filter((area) => !named.has(area)),
  }
  return documentMarkdown('Errors', [
    'Every error that a caller can get, with its cause and what to do. Over REST, an error is a JSON object:',
    `\`\`\`json\n${printJson(errorExample('user.unknown'))}\`\`\``,
    'Clients compare `error` and `error_description` byte for byte. `{name}` in a description is filled from the request. `error_code` is present if the error has a number. Over the socket, an error is a status code with a reason; errors without a code of their own use code 1 with the description.',
    'The first column has the status, `error`, and the code under which [endpoints](endpoints.md) list it. `…` in a command stands for the app (`org#app`).',
    ...[...sections, others].map(({ title, areas }) => {
      const rows = codes.filter((code) => areas.includes(areaOf(code))).map(row)
      return `## ${title}\n\n${tableMarkdown(['Error', '`error_description`', 'Cause', 'What to do'], rows)}`
    }),
  ])
}

function row(code: ErrorCode): string[] {
  const { status, error, description, number, gateway } = errorTable[code]
  const [cause, cure] = errorAdvice[code].split(' → ') as [string, string]
  const facts = [
    `${status} ${codeMarkdown(error)}`,
    codeMarkdown(code),
    ...(number === undefined ? [] : [`number ${number}`]),
    ...(gateway === undefined ? [] : [`socket ${gateway.code} ${codeMarkdown(gateway.reason)}`]),
  ]
  return [facts.join('<br>'), codeMarkdown(description), cause, cure]
}
