import type { Operation } from '@ringpost/contract'
import { type Area, areas } from './areas.ts'
import { codeMarkdown, documentMarkdown, tableMarkdown } from './markdown.ts'
import { curlOf, type FieldTable, factsOf } from './operation-facts.ts'
import { requestsOf } from './requests.ts'

/** docs/reference/endpoints.md. @param built ids of the operations that have code. */
export function endpointsMarkdown(built: ReadonlySet<string>): string {
  return documentMarkdown('Endpoints', [
    'Every operation of the REST API, from the declarations in `packages/contract`. The same as a page to read, with search: `/docs` of a running server; for tools: [openapi.json](openapi.json). `/{org}/{app}` may be written `/app-id/{app_id}`. Errors that any operation can answer are in [errors](errors.md); which of the clients calls what, in [compatibility](compatibility.md).',
    ...areas.filter(({ operations }) => operations.length > 0).map((area) => areaMarkdown(area, built)),
  ])
}

function areaMarkdown({ title, operations }: Area, built: ReadonlySet<string>): string {
  const works = operations.filter(({ id }) => built.has(id))
  const planned = operations.filter(({ id }) => !built.has(id))
  return [
    `## ${title}`,
    ...works.map(operationMarkdown),
    ...(planned.length === 0
      ? []
      : ['### Not yet', 'Declared, answered with 501.', plannedMarkdown(planned)]),
  ].join('\n\n')
}

function plannedMarkdown(operations: readonly Operation[]): string {
  const rows = operations.map((operation) => [
    codeMarkdown(operation.id),
    requestsOf(operation)
      .map(({ method, path }) => codeMarkdown(`${method} ${path}`))
      .join(' '),
    operation.summary,
    operation.source,
  ])
  return tableMarkdown(['Operation', 'Requests', 'What', 'Source'], rows)
}

function operationMarkdown(operation: Operation): string {
  const { requests, auth, generation, rate, source, tables, errors } = factsOf(operation)
  const facts = [
    `- Requests: ${requests.map(codeMarkdown).join(', ')}`,
    `- Token: ${auth}`,
    `- Generation: ${generation}`,
    `- Rate limit: ${rate}`,
    `- Source: ${source}`,
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
    facts.join('\n'),
    `\`\`\`sh\n${curlOf(operation, 'http://localhost:8080')}\n\`\`\``,
    ...tables.map(fieldsMarkdown),
    ...(errorRows.length === 0
      ? []
      : [tableMarkdown(['Error', 'HTTP', '`error`', '`error_description`'], errorRows)]),
  ].join('\n\n')
}

function fieldsMarkdown({ title, fields }: FieldTable): string {
  const rows = fields.map(({ name, type, required, limits }) => [
    codeMarkdown(name),
    type,
    required ? 'yes' : '',
    limits,
  ])
  return rows.length === 0
    ? title
    : `${title}:\n\n${tableMarkdown(['Field', 'Type', 'Required', 'Limits'], rows)}`
}
