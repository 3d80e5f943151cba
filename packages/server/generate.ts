/**
 * Generates docs/reference from the server's parts: declarations, the error table, settings, commands, and the ids named in
 * tests. The repository check compares the result with the committed files.
 */
import { globSync, readFileSync } from 'node:fs'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import ts from 'typescript'
import { bindings } from './src/app/bindings.ts'
import { settings } from './src/app/config.ts'
import { CONFIG_FILE_ENV, loadConfig } from './src/app/load-config.ts'
import { createLogger } from './src/app/logger.ts'
import { openCore } from './src/app/open-core.ts'
import { commands } from './src/cli/commands.ts'
import { compatibilityMarkdown } from './src/docs/compatibility-markdown.ts'
import { type ConfigurationFacts, configurationMarkdown } from './src/docs/configuration-markdown.ts'
import { endpointsMarkdown } from './src/docs/endpoints-markdown.ts'
import { errorsMarkdown } from './src/docs/errors-markdown.ts'
import { chineseErrors, englishErrors } from './src/docs/errors-text.ts'
import { openApi } from './src/docs/open-api.ts'
import { printJson } from './src/docs/print-json.ts'
import { testTags } from './src/docs/test-tags.ts'
import { type ShownEvent, webhookEventsMarkdown } from './src/docs/webhook-events-markdown.ts'
import { defaultAppSettings } from './src/domain/tenancy/app.ts'
import { webhookFamilies } from './src/domain/webhooks/webhook-family.ts'

const root = join(import.meta.dirname, '../..')

/** The files of docs/reference, and those of them that are there in Chinese: path from the root of the repository -> text. */
export async function generateReference(): Promise<Map<string, string>> {
  const built = await builtOperations()
  return new Map([
    ['docs/reference/compatibility.md', compatibilityMarkdown({ built, tests: taggedTests() })],
    ['docs/reference/configuration.md', configurationMarkdown(configurationFacts())],
    ['docs/reference/endpoints.md', endpointsMarkdown(built)],
    ['docs/reference/errors.md', errorsMarkdown(englishErrors)],
    ['docs/reference/openapi.json', printJson(openApi(built))],
    ['docs/reference/webhook-events.md', webhookEventsMarkdown(webhookFamilies, shownEvents())],
    ['docs/zh/reference/errors.md', errorsMarkdown(chineseErrors)],
  ])
}

/** Samples of what webhooks are told, which tests compare with what a server posts. */
function shownEvents(): ShownEvent[] {
  const file = join(root, 'test/webhooks/events/event-samples.json')
  const samples = JSON.parse(readFileSync(file, 'utf8')) as Record<string, Omit<ShownEvent, 'when'>>
  return Object.entries(samples).map(([when, sample]) => ({ when, ...sample }))
}

/** Ids of the operations that have code, taken from a real server core on a temporary folder. */
async function builtOperations(): Promise<Set<string>> {
  const directory = await mkdtemp(join(tmpdir(), 'ringpost-generate-'))
  try {
    const config = loadConfig({ RINGPOST_DATA: directory, RINGPOST_LOG_LEVEL: 'error' })
    const core = await openCore(config, createLogger(config))
    try {
      return new Set(
        bindings(core, undefined, async () => ({ isReady: true })).map(({ operation }) => operation.id),
      )
    } finally {
      await core.close()
    }
  } finally {
    await rm(directory, { recursive: true, force: true })
  }
}

/** Test files by the operation ids in their titles. */
function taggedTests(): Map<string, string[]> {
  const files = globSync(['packages/**/*.test.ts', 'test/**/*.test.ts'], {
    cwd: root,
    exclude: ['**/node_modules/**'],
  })
  const byId = new Map<string, string[]>()
  for (const file of files.sort()) {
    for (const id of testTags(readFileSync(join(root, file), 'utf8'))) {
      byId.set(id, [...(byId.get(id) ?? []), file])
    }
  }
  return byId
}

function configurationFacts(): ConfigurationFacts {
  const members = appSettingMembers()
  return {
    fileVariable: CONFIG_FILE_ENV,
    settings: Object.entries(settings).map(([name, setting]) => ({ name, ...setting })),
    appSettings: Object.entries(defaultAppSettings).map(([name, fallback]) => ({
      ...members.get(name)!,
      name,
      fallback,
    })),
    commands: commands.map(({ name, args = '', options = [], summary }) => ({
      usage: [name, args, ...options.map(([flag]) => `[${flag}]`)].filter((part) => part !== '').join(' '),
      summary,
    })),
  }
}

/** Comment and type of each member of `AppSettings`; the comment, without its tags, is the documentation of the setting. */
function appSettingMembers(): Map<string, { meaning: string; type: string }> {
  const file = join(import.meta.dirname, 'src/domain/tenancy/app.ts')
  const source = ts.createSourceFile(file, readFileSync(file, 'utf8'), ts.ScriptTarget.Latest, true)
  const declaration = source.statements.find(
    (each) => ts.isInterfaceDeclaration(each) && each.name.text === 'AppSettings',
  ) as ts.InterfaceDeclaration
  return new Map(
    declaration.members.filter(ts.isPropertySignature).map((member) => {
      const comment = ts.getJSDocCommentsAndTags(member)[0]?.comment
      const meaning = ts.getTextOfJSDocComment(comment)
      if (meaning === undefined) throw new Error(`the setting ${member.name.getText()} has no comment`)
      return [member.name.getText(), { meaning, type: member.type!.getText() }]
    }),
  )
}
