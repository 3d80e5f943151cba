import { type ErrorCode, errorTable, generalErrors } from '@ringpost/contract'
import { errorExample } from './error-example.ts'
import { codeMarkdown, documentMarkdown, tableMarkdown } from './markdown.ts'
import { printJson } from './print-json.ts'

/** Renders docs/reference/errors.md. */
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
    'Every error that a caller can get, from the error table of `packages/contract`. Over REST, an error is a JSON object:',
    `\`\`\`json\n${printJson(errorExample('user.unknown'))}\`\`\``,
    'Clients compare `error` and `error_description` byte for byte. `{name}` in a description is filled from the request. `error_code` is present if the error has a number. Over the socket, an error is a status code with a reason; errors without a code of their own use code 1 with the description.',
    'For errors that any operation can answer, the last column says when they occur; the others belong to the operations that list them in [endpoints](endpoints.md).',
    tableMarkdown(
      ['Code', 'HTTP', '`error`', '`error_description`', 'Number', 'Socket', 'Any operation, when'],
      rows,
    ),
  ])
}
