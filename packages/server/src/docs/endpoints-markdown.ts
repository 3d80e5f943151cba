import type { Operation } from '@ringpost/contract'
import { type PublicPage, publicPages } from '@ringpost/contract/words'
import { type Area, areas } from './areas.ts'
import { codeMarkdown, documentMarkdown, tableMarkdown } from './markdown.ts'
import { curlOf, type FieldTable, factsOf } from './operation-facts.ts'
import { requestsOf } from './requests.ts'

/** Renders docs/reference/endpoints.md. @param built ids of the operations that have code. */
export function endpointsMarkdown(built: ReadonlySet<string>): string {
  return documentMarkdown('Endpoints', [
    'Every operation of the REST API, from the declarations in `packages/contract`. A running server shows the same as a searchable page at `/docs`; [openapi.json](openapi.json) is for tools. `/{org}/{app}` may also be written as `/app-id/{app_id}`. [Errors](errors.md) lists the errors that any operation can answer, [compatibility](compatibility.md) which client calls which operation.',
    ...areas.filter(({ operations }) => operations.length > 0).map((area) => areaMarkdown(area, built)),
  ])
}

function areaMarkdown({ title, operations }: Area, built: ReadonlySet<string>): string {
  const works = operations.filter(({ id }) => built.has(id))
  const planned = operations.filter(({ id }) => !built.has(id))
  return [
    `## ${title}`,
    ...works.map(operationMarkdown),
    ...(planned.length === 0 ? [] : ['### Not yet', 'Declared; answers 501.', plannedMarkdown(planned)]),
  ].join('\n\n')
}

function plannedMarkdown(operations: readonly Operation[]): string {
  const rows = operations.map((operation) => [
    codeMarkdown(operation.id),
    requestsOf(operation)
      .map(({ method, path }) => codeMarkdown(`${method} ${path}`))
      .join(' '),
    operation.summary,
    publicPages(operation).map(linkMarkdown).join(', '),
  ])
  return tableMarkdown(['Operation', 'Requests', 'What', 'Described in'], rows)
}

function linkMarkdown({ title, url }: PublicPage): string {
  return `[${title}](${url})`
}

function operationMarkdown(operation: Operation): string {
  const { requests, auth, generation, more, rate, pages, tables, errors } = factsOf(operation)
  const facts = [
    `- Requests: ${requests.map(codeMarkdown).join(', ')}`,
    `- Token: ${auth}`,
    `- Generation: ${generation}`,
    `- Rate limit: ${rate}`,
    ...(pages.length === 0 ? [] : [`- Described in: ${pages.map(linkMarkdown).join(', ')}`]),
  ]
  const errorRows = errors.map(({ code, fact }) => [
    codeMarkdown(code),
    String(fact.status),
    codeMarkdown(fact.error),
    codeMarkdown(fact.description),
  ])
  return [
    `### ${operation.id}`,
    operation.summary,
    ...(more === '' ? [] : [more]),
    facts.join('\n'),
    `\`\`\`sh\n${curlOf(operation, 'http://localhost:8080')}\n\`\`\``,
    ...tables.map(fieldsMarkdown),
    ...(errorRows.length === 0
      ? []
      : [tableMarkdown(['Error', 'HTTP', '`error`', '`error_description`'], errorRows)]),
  ].join('\n\n')
}

function fieldsMarkdown({ title, fields }: FieldTable): string {
  const rows = fields.map(({ name, type, required, meaning, limits }) => [
    codeMarkdown(name),
    type,
    required ? 'yes' : '',
    meaning,
    limits,
  ])
  return rows.length === 0
    ? title
    : `${title}:\n\n${tableMarkdown(['Field', 'Type', 'Required', 'Meaning', 'Limits'], rows)}`
}
