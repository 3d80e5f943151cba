import { codeMarkdown, documentMarkdown, tableMarkdown } from './markdown.ts'

/** What can be set, as its declarations say it. */
export interface ConfigurationFacts {
  /** Variable that names the configuration file. */
  fileVariable: string
  settings: readonly { name: string; env: string; help: string; wants: string; fallback: string }[]
  appSettings: readonly { name: string; meaning: string; type: string; fallback: unknown }[]
  commands: readonly { usage: string; summary: string }[]
}

/** docs/reference/configuration.md */
export function configurationMarkdown(facts: ConfigurationFacts): string {
  const { fileVariable, settings, appSettings, commands } = facts
  return documentMarkdown('Configuration', [
    '## Server',
    `Settings come from environment variables, over the JSON file that \`${fileVariable}\` names (an object with the names of the second column), over the defaults. \`ringpost start --help\` prints the same. A variable that begins with \`RINGPOST_\` and is no setting ends the start, with the name that was most likely meant.`,
    tableMarkdown(
      ['Variable', 'In the file', 'What it does', 'Value', 'Default'],
      settings.map(({ name, env, help, wants, fallback }) => [
        codeMarkdown(env),
        codeMarkdown(name),
        help,
        wants,
        fallback === '' ? 'empty' : codeMarkdown(fallback),
      ]),
    ),
    '## Apps',
    'Each app has settings of its own: `ringpost app set <org#app> <setting=value...>`, effective at once.',
    tableMarkdown(
      ['Setting', 'What it does', 'Value', 'Default'],
      appSettings.map(({ name, meaning, type, fallback }) => [
        codeMarkdown(name),
        meaning,
        codeMarkdown(type),
        codeMarkdown(String(fallback)),
      ]),
    ),
    '## Commands',
    'Commands run in the server when one runs on the same data folder, else on the folder itself. `ringpost <command> --help` says more; `ringpost completion <shell>` prints a script that completes commands in bash, zsh, fish or PowerShell.',
    tableMarkdown(
      ['Command', 'What it does'],
      commands.map(({ usage, summary }) => [codeMarkdown(`ringpost ${usage}`), summary]),
    ),
  ])
}
