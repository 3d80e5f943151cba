// Who may import whom. `npm run check` applies it to packages/; test/layers proves that each rule can fail.

import type { IConfiguration } from 'dependency-cruiser'

const server = '^packages/server/src'
/** What every entry point and adapter builds on. */
const core = `${server}/(?:domain|kernel)/`
/** Pure computation: no files, sockets or clocks. Every library that a rule may use is listed here. */
const computation = '^(?:node:)?(?:crypto|zlib)$'
/** Tests combine real parts of several layers. */
const test = '\\.test\\.ts$'

const config: IConfiguration = {
  forbidden: [
    {
      name: 'domain-is-pure',
      comment:
        'Rules know no wire, engine or library: domain imports kernel, @ringpost/contract/errors, @ringpost/protocol/json and /body, itself and computation.',
      severity: 'error',
      from: { path: `${server}/domain/`, pathNot: test },
      to: {
        pathNot: [
          core,
          '^packages/contract/src/errors\\.ts$',
          '^packages/protocol/src/(?:json/|body\\.ts$)',
          computation,
        ],
      },
    },
    {
      name: 'kernel-is-the-bottom',
      comment: 'kernel is imported by every layer and so imports none.',
      severity: 'error',
      from: { path: `${server}/kernel/`, pathNot: test },
      to: { path: '^packages/', pathNot: `${server}/kernel/` },
    },
    {
      name: 'caches-grow',
      comment:
        'lru-cache makes room for all entries at once unless it is used as kernel/lru-cache.ts uses it.',
      severity: 'error',
      from: { path: '^packages/', pathNot: `${server}/kernel/lru-cache\\.ts$` },
      to: { path: '^node_modules/lru-cache/' },
    },
    {
      name: 'layers-meet-in-app',
      comment: 'Entries and adapters import the domain, never each other; app puts them together.',
      severity: 'error',
      from: {
        path: `${server}/([^/]+)/`,
        pathNot: [test, `${server}/(?:app|cli|domain|emulator|gateway|kernel)/`],
      },
      to: { path: server, pathNot: [core, `${server}/$1/`] },
    },
    {
      name: 'gateway-on-delivery',
      comment: 'Besides the domain, the gateway imports delivery, which pushes to its sessions.',
      severity: 'error',
      from: { path: `${server}/gateway/`, pathNot: test },
      to: { path: server, pathNot: [core, `${server}/(?:gateway|delivery)/`] },
    },
    {
      name: 'threads-start-light',
      comment:
        'Threads, one of which begins with each import, load no declared operations: with what describes them, those are 400 files.',
      severity: 'error',
      from: { path: `${server}/(?:cli/import/prepare-thread|storage/sqlite/worker)\\.ts$` },
      to: { path: '^packages/contract/src/operations/', reachable: true },
    },
    {
      name: 'emulator-on-entries',
      comment:
        'The emulator watches the entries and speaks through one, so it imports them; only app imports it.',
      severity: 'error',
      from: { path: `${server}/emulator/`, pathNot: test },
      to: { path: server, pathNot: [core, `${server}/(?:emulator|http|gateway)/`] },
    },
    {
      name: 'cli-on-app',
      comment: 'Besides the domain, the command line imports app, to start it.',
      severity: 'error',
      from: { path: `${server}/cli/`, pathNot: test },
      to: { path: server, pathNot: [core, `${server}/(?:cli|app)/`] },
    },
    {
      name: 'compat-is-a-leaf',
      comment: 'Modern code never imports compat: deleting a generation touches its binding in app only.',
      severity: 'error',
      from: { path: '^packages/', pathNot: [test, `${server}/(?:http/compat|app)/`] },
      to: { path: `${server}/http/compat/` },
    },
    {
      name: 'wire-and-contract-stand-alone',
      comment: 'packages/protocol and packages/contract are installed without the rest.',
      severity: 'error',
      from: { path: '^packages/(protocol|contract)/', pathNot: test },
      to: { path: '^packages/', pathNot: '^packages/$1/' },
    },
    {
      name: 'only-server-is-server',
      comment:
        'What other packages share with the server is in protocol and contract; else they start it as users do.',
      severity: 'error',
      from: { path: '^packages/', pathNot: [test, '^packages/server/'] },
      to: { path: '^packages/server/', pathNot: '^packages/server/src/index\\.ts$' },
    },
    {
      name: 'tests-are-not-imported',
      comment: 'Shipped code imports neither tests nor what only the repository has.',
      severity: 'error',
      from: { path: '^packages/[^/]+/src/', pathNot: test },
      to: { path: [test, '^(?:test|scripts|bench)/'] },
    },
    {
      name: 'no-cycles',
      comment: 'A cycle hides a missing module, and its evaluation order is luck. Types count too.',
      severity: 'error',
      from: {},
      to: { circular: true },
    },
    {
      name: 'resolvable',
      comment: 'An import that resolves to nothing escapes every other rule.',
      severity: 'error',
      from: {},
      to: { couldNotResolve: true },
    },
  ],
  options: {
    doNotFollow: { path: 'node_modules' },
    tsPreCompilationDeps: true,
    enhancedResolveOptions: {
      exportsFields: ['exports'],
      conditionNames: ['types', 'import', 'node', 'default'],
      extensions: ['.ts', '.js', '.d.ts'],
    },
  },
}

export default config
