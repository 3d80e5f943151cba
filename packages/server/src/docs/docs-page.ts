import { readFileSync } from 'node:fs'
import { type ErrorCode, errorTable, generalErrors, socketOperations } from '@ringpost/contract'
import manifest from '../../package.json' with { type: 'json' }
import { type Area, areas } from './areas.ts'
import { escapeHtml, inlineHtml, tableHtml } from './html.ts'
import { EXAMPLE_ORIGIN, errorHtml, operationHtml } from './operation-html.ts'

/**
 * Renders the documentation as one HTML page that loads nothing else. @param built ids of the operations that have code.
 */
export function docsPage(built: ReadonlySet<string>): string {
  const shown = areas.filter(({ operations }) => operations.length > 0)
  const works = shown.flatMap(({ operations }) => operations).filter(({ id }) => built.has(id))
  const style = readFileSync(new URL('docs-page.css', import.meta.url), 'utf8')
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>Ringpost API</title>
<style>
${style}</style>
</head>
<body>
<nav>
<h1>Ringpost <small>${manifest.version}</small></h1>
<input id="filter" type="search" placeholder="Filter: path, id or words" aria-label="Filter operations">
<label><input id="only-works" type="checkbox"> only what works (${works.length})</label>
<ul>
<li><a href="#calling">How to call</a></li>
${shown.map((area) => areaLink(area, built)).join('\n')}
<li><a href="#socket">WebSocket</a></li>
<li><a href="#errors">Errors</a></li>
<li><a href="/openapi.json">openapi.json</a></li>
</ul>
</nav>
<main>
${intro}
${shown.map((area) => areaHtml(area, built)).join('\n')}
${socketHtml()}
${errorsHtml()}
</main>
<script>
${script}</script>
</body>
</html>
`
}

const intro = `<section id="calling"><h2>How to call</h2>
<p>Every path below is relative to <code>/{org}/{app}</code>, or to <code>/app-id/{app_id}</code>, which means the
same, except for a few that belong to no app and say so. Get a token first and send it as
<code>Authorization: Bearer …</code>:</p>
<pre class="call">TOKEN=$(curl -s '${EXAMPLE_ORIGIN}/demo/demo/token' \\
  -d '{"grant_type":"client_credentials","client_id":"…","client_secret":"…"}' | jq -r .access_token)</pre>
<p>Bodies are JSON. Success is always status 200 with the envelope shown for each operation; failures return the error
body shown <a href="#errors">below</a>. Operations marked <em>not yet</em> are declared, so that their paths are
known, and answer 501.</p></section>`

function areaLink({ name, title, operations }: Area, built: ReadonlySet<string>): string {
  const works = operations.filter(({ id }) => built.has(id)).length
  return `<li><a href="#area-${name}">${escapeHtml(title)} <small>${works}/${operations.length}</small></a></li>`
}

function areaHtml({ name, title, operations }: Area, built: ReadonlySet<string>): string {
  const list = operations.map((operation) => operationHtml(operation, built.has(operation.id))).join('\n')
  return `<section class="area" id="area-${name}"><h2>${escapeHtml(title)}</h2>\n${list}\n</section>`
}

function socketHtml(): string {
  const rows = socketOperations.map(({ id, summary, built }) => [
    `<code>${id}</code>`,
    inlineHtml(summary),
    built ? '<span class="state works">works</span>' : '<span class="state">not yet</span>',
  ])
  return `<section id="socket"><h2>WebSocket</h2>
<p>The client SDKs connect to <code>/websocket</code> and speak MSYNC (protobuf) there.</p>
${tableHtml(['Id', 'What', ''], rows)}</section>`
}

function errorsHtml(): string {
  const codes = Object.keys(errorTable) as ErrorCode[]
  const rows = codes.map((code) => {
    const { status, error, description, gateway } = errorTable[code]
    return [
      `<code id="error-${code}">${code}</code>`,
      String(status),
      `<code>${escapeHtml(error)}</code>`,
      escapeHtml(description),
      escapeHtml(generalErrors[code] ?? ''),
      gateway === undefined ? '' : escapeHtml(`${gateway.code}: ${gateway.reason}`),
    ]
  })
  const header = ['Code', 'Status', 'error', 'error_description', 'Any operation, when', 'On the socket']
  return `<section id="errors"><h2>Errors</h2>
<p>Every error has this body; clients compare <code>error_description</code> byte for byte.</p>
${errorHtml('user.unknown')}
${tableHtml(header, rows)}</section>`
}

/** Filters operations, opens links to folded ones, and puts the address of this server into the examples. */
const script = `const filter = document.getElementById('filter')
const onlyWorks = document.getElementById('only-works')
const operations = [...document.querySelectorAll('.operation')]
function apply() {
  const words = filter.value.toLowerCase().split(/\\s+/)
  for (const each of operations) {
    const fits = words.every((word) => each.dataset.words.includes(word))
    each.hidden = !fits || (onlyWorks.checked && !each.classList.contains('works'))
  }
  for (const area of document.querySelectorAll('.area')) {
    area.hidden = area.querySelector('.operation:not([hidden])') === null
  }
}
function open() {
  const target = document.getElementById(decodeURIComponent(location.hash.slice(1)))
  if (target instanceof HTMLDetailsElement) target.open = true
}
filter.addEventListener('input', apply)
onlyWorks.addEventListener('change', apply)
addEventListener('hashchange', open)
if (location.protocol.startsWith('http')) {
  for (const call of document.querySelectorAll('.call')) {
    call.textContent = call.textContent.replaceAll('${EXAMPLE_ORIGIN}', location.origin)
  }
}
apply()
open()
`
