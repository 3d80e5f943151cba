import { settings } from '../app/config.ts'
import { CONFIG_FILE_ENV } from '../app/load-config.ts'

/** Help on every setting of the server, from the declarations. */
export function settingsHelp(): string {
  const variables = Object.values(settings).map(
    ({ env, help, wants, fallback }) =>
      `  ${env}\n      ${help}\n      ${wants}; default ${fallback === '' ? 'empty' : fallback}`,
  )
  return [
    `Settings: environment variables override the JSON file named by ${CONFIG_FILE_ENV}, which overrides the defaults`,
    ...variables,
  ].join('\n')
}
