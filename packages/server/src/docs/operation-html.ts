import type { Operation } from '@ringpost/contract'
import type { PublicPage } from '@ringpost/contract/words'
import { errorExample } from './error-example.ts'
import { escapeHtml, inlineHtml, tableHtml } from './html.ts'
import { curlOf, type FieldTable, factsOf } from './operation-facts.ts'
import { printJson } from './print-json.ts'
import { replySchema } from './reply-schema.ts'
import { sample } from './sample.ts'

/** Address in examples; the page replaces it with its own. */
export const EXAMPLE_ORIGIN = 'http://localhost:8080'

/** One operation, folded to a line. @param isBuilt whether it has code. */
export function operationHtml(operation: Operation, isBuilt: boolean): string {
  const { id, method, path, summary } = operation
  const state = isBuilt ? 'works' : 'not yet'
  return `<details class="operation ${isBuilt ? 'works' : 'planned'}" id="${id}" data-words="${escapeHtml(words(operation))}">
<summary><span class="method ${method}">${method}</span><code class="path">${escapeHtml(path)}</code><span class="text">${inlineHtml(summary)}</span><span class="state">${state}</span></summary>
<div class="body">
${moreHtml(operation)}${factList(operation)}
${isBuilt ? builtHtml(operation) : `<p class="note">Declared, not built yet: answers 501.</p>`}
</div>
</details>`
}

function moreHtml(operation: Operation): string {
  const { more } = factsOf(operation)
  return more === '' ? '' : `<p>${inlineHtml(more)}</p>\n`
}

/** Text that the filter of the page searches. */
function words({ id, method, path, alsoPaths = [], summary }: Operation): string {
  return [id, method, path, ...alsoPaths, summary].join(' ').toLowerCase()
}

function factList(operation: Operation): string {
  const { requests, auth, generation, rate, callers, pages } = factsOf(operation)
  const facts: [string, string][] = [
    ['id', `<code>${operation.id}</code>`],
    ['requests', requests.map((each) => `<code>${escapeHtml(each)}</code>`).join('<br>')],
    ['token', escapeHtml(auth)],
    ['generation', escapeHtml(generation)],
    ['rate limit', escapeHtml(rate)],
    ['called by', escapeHtml(callers)],
    ['described in', pages.map(pageHtml).join(', ')],
  ]
  const shown = facts.filter(([, value]) => value !== '')
  return `<dl>${shown.map(([name, value]) => `<div><dt>${name}</dt><dd>${value}</dd></div>`).join('')}</dl>`
}

function pageHtml({ title, url }: PublicPage): string {
  return `<a href="${escapeHtml(url)}">${escapeHtml(title)}</a>`
}

function builtHtml(operation: Operation): string {
  const { tables, errors } = factsOf(operation)
  const rows = errors.map(({ code, fact }) => [
    String(fact.status),
    `<code>${escapeHtml(fact.error)}</code>`,
    escapeHtml(fact.description),
    `<a href="#error-${code}"><code>${code}</code></a>`,
  ])
  return [
    ...tables.map(fieldTableHtml),
    '<h4>Example</h4>',
    `<pre class="call">${escapeHtml(curlOf(operation, EXAMPLE_ORIGIN))}</pre>`,
    `<pre>${escapeHtml(exampleReply(operation))}</pre>`,
    ...(rows.length === 0
      ? []
      : ['<h4>Errors</h4>', tableHtml(['Status', 'error', 'error_description', 'Code'], rows)]),
  ].join('\n')
}

function exampleReply(operation: Operation): string {
  if (operation.streams === 'out') return 'the bytes'
  return printJson(sample(replySchema(operation, operation.method)))
}

function fieldTableHtml({ title, fields }: FieldTable): string {
  const rows = fields.map(({ name, type, required, meaning, limits }) => [
    `<code>${escapeHtml(name)}</code>`,
    escapeHtml(type),
    required ? 'yes' : '',
    inlineHtml(meaning),
    escapeHtml(limits),
  ])
  const table = rows.length === 0 ? '' : tableHtml(['Field', 'Type', 'Required', 'Meaning', 'Limits'], rows)
  return `<h4>${inlineHtml(title)}</h4>${table}`
}

/** The response body of an error, for the list of errors. */
export function errorHtml(code: Parameters<typeof errorExample>[0]): string {
  return `<pre>${escapeHtml(printJson(errorExample(code)))}</pre>`
}
