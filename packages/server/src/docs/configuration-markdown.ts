import { codeMarkdown, documentMarkdown, tableMarkdown } from './markdown.ts'

/** All settings and commands, from their declarations. */
export interface ConfigurationFacts {
  /** Variable that names the configuration file. */
  fileVariable: string
  settings: readonly { name: string; env: string; help: string; wants: string; fallback: string }[]
  appSettings: readonly { name: string; meaning: string; type: string; fallback: unknown }[]
  commands: readonly { usage: string; summary: string }[]
}

/** Renders docs/reference/configuration.md. */
export function configurationMarkdown(facts: ConfigurationFacts): string {
  const { fileVariable, settings, appSettings, commands } = facts
  return documentMarkdown('Configuration', [
    '## Server',
    `Environment variables override the JSON file that \`${fileVariable}\` names (an object whose keys are in the second column), which overrides the defaults. \`ringpost start --help\` prints the same list. The server refuses to start if a variable begins with \`RINGPOST_\` but is not a setting, and suggests the closest name.`,
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
    'Each app has its own settings. Change them with `ringpost app set <org#app> <setting=value...>`; they take effect at once.',
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
    'Commands run in the server if one is running on the same data folder, else on the folder itself. `ringpost <command> --help` explains a command; `ringpost completion <shell>` prints a script that completes commands in bash, zsh, fish or PowerShell.',
    tableMarkdown(
      ['Command', 'What it does'],
      commands.map(({ usage, summary }) => [codeMarkdown(`ringpost ${usage}`), summary]),
    ),
  ])
}
