import { type ErrorCode, errorTable } from '@ringpost/contract'
import { errorExample } from './error-example.ts'
import { type ErrorsText, errorSections, otherErrors } from './errors-text.ts'
import { codeMarkdown, documentMarkdown, tableMarkdown } from './markdown.ts'
import { printJson } from './print-json.ts'

/** Renders the page of all errors in the language of its texts. */
export function errorsMarkdown(text: ErrorsText): string {
  const codes = Object.keys(errorTable) as ErrorCode[]
  const areaOf = (code: ErrorCode) => code.split('.', 1)[0]!
  const named = new Set(errorSections.flatMap(({ areas }) => areas))
  const others = { ...otherErrors, areas: [...new Set(codes.map(areaOf))].filter((area) => !named.has(area)) }
  return documentMarkdown(
    text.title,
    [
      text.introduction,
      `\`\`\`json\n${printJson(errorExample('user.unknown'))}\`\`\``,
      ...text.explanations,
      ...[...errorSections, others].map((section) => {
        const rows = codes
          .filter((code) => section.areas.includes(areaOf(code)))
          .map((code) => row(code, text))
        return `## ${section[text.language]}\n\n${tableMarkdown(text.header, rows)}`
      }),
    ],
    text.language,
  )
}

function row(code: ErrorCode, text: ErrorsText): string[] {
  const { status, error, description, number, gateway } = errorTable[code]
  const [cause, cure] = text.advice[code].split(' → ') as [string, string]
  const facts = [
    `${status} ${codeMarkdown(error)}`,
    codeMarkdown(code),
    ...(number === undefined ? [] : [`${text.number} ${number}`]),
    ...(gateway === undefined ? [] : [`${text.socket} ${gateway.code} ${codeMarkdown(gateway.reason)}`]),
  ]
  return [facts.join('<br>'), codeMarkdown(description), cause, cure]
}
