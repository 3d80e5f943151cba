import { type ErrorCode, errorTable, generalErrors } from '@ringpost/contract'
import { errorExample } from './error-example.ts'
import { codeMarkdown, documentMarkdown, tableMarkdown } from './markdown.ts'
import { printJson } from './print-json.ts'

/** docs/reference/errors.md */
export function errorsMarkdown(): string {
  const rows = (Object.keys(errorTable) as ErrorCode[]).map((code) => {
    const { status, error, description, number, gateway } = errorTable[code]
    return [
      codeMarkdown(code),
      String(status),
      codeMarkdown(error),
      codeMarkdown(description),
      number === undefined ? '' : String(number),
      gateway === undefined ? '' : `${gateway.code} ${codeMarkdown(gateway.reason)}`,
      generalErrors[code] ?? '',
    ]
  })
  return documentMarkdown('Errors', [
    'Every error that a caller can meet, from the error table of `packages/contract`. Over REST it is a JSON object:',
    `\`\`\`json\n${printJson(errorExample('user.unknown'))}\`\`\``,
    'Clients compare `error` and `error_description` byte for byte. `{name}` in a description is filled from the request. `error_code` is sent where there is a number. Over the socket it is a status code with a reason; errors without one of their own are code 1 with the description.',
    'The last column says when an error comes that any operation can answer; the others belong to the operations that name them in [endpoints](endpoints.md).',
    tableMarkdown(
      ['Code', 'HTTP', '`error`', '`error_description`', 'Number', 'Socket', 'Any operation, when'],
      rows,
    ),
  ])
}
