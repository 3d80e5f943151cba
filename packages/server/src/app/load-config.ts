import { readFileSync } from 'node:fs'
import { closestMatch } from 'leven'
import { type Config, ConfigError, type Setting, type SettingName, settings } from './config.ts'

/** Variable that names the configuration file. */
export const CONFIG_FILE_ENV = 'RINGPOST_CONFIG'

/** Values by the names of the configuration file; what is missing or undefined has its default. */
export type SettingValues = { readonly [Name in SettingName]?: string | number | undefined }

/**
 * Loads the configuration. The environment overrides the file that `RINGPOST_CONFIG` names (a JSON object), which overrides the
 * defaults.
 * @param defaults in place of the usual ones, by variable.
 * @throws ConfigError
 */
export function loadConfig(
  env: Readonly<Record<string, string | undefined>>,
  defaults: Readonly<Record<string, string>> = {},
): Config {
  refuseUnknown(env)
  const path = env[CONFIG_FILE_ENV]
  const file = readFile(path)
  return parseSettings((name, variable) => {
    const fromEnv = env[variable]
    if (fromEnv !== undefined || !(name in file))
      return { source: variable, text: fromEnv ?? defaults[variable] }
    return { source: `"${name}" in ${path}`, text: String(file[name]) }
  })
}

/** The configuration that a program states; the environment has no say. @throws ConfigError */
export function configOf(values: SettingValues): Config {
  refuseUnknownNames('the argument of startServer', values)
  return parseSettings((name) => {
    const value = values[name as SettingName]
    return { source: `the setting "${name}"`, text: value === undefined ? undefined : String(value) }
  })
}

/** Where a setting comes from, for people to read, and its text; undefined: the default. */
type FindSetting = (name: string, variable: string) => { source: string; text: string | undefined }

/** @throws ConfigError */
function parseSettings(find: FindSetting): Config {
  const config: Record<string, unknown> = {}
  for (const [name, declaration] of Object.entries<Setting<unknown>>(settings)) {
    const { env: variable, wants, fallback, parse, isSecret } = declaration
    const { source, text = fallback } = find(name, variable)
    try {
      config[name] = parse(text)
    } catch {
      throw new ConfigError(`${source} must be ${wants}${isSecret ? '' : `, not "${text}"`}`)
    }
  }
  checkMemory(config as unknown as Config)
  checkS3(config as unknown as Config)
  checkTls(config as unknown as Config)
  return config as unknown as Config
}

/**
 * Variables that other software sets: Kubernetes the addresses of services whose names begin like ours, test runs their own
 * settings.
 */
const FOREIGN = /^RINGPOST_(?:TEST_|(?:.+_)?SERVICE_(?:HOST|PORT)|(?:.+_)?PORT_\d+_(?:TCP|UDP|SCTP))/
const SERVICE_ADDRESS = /^(?:tcp|udp|sctp):\/\//

/** Refuses misspelled settings, which would otherwise be ignored in favour of the default. @throws ConfigError */
function refuseUnknown(env: Readonly<Record<string, string | undefined>>): void {
  const known = [CONFIG_FILE_ENV, ...Object.values(settings).map((each) => each.env)]
  for (const [variable, text] of Object.entries(env)) {
    if (!variable.startsWith('RINGPOST_') || known.includes(variable) || text === undefined) continue
    if (FOREIGN.test(variable) || SERVICE_ADDRESS.test(text)) continue
    throw new ConfigError(
      `there is no setting ${variable}${likely(variable, known)}; "ringpost start --help" lists them`,
    )
  }
}

/** A hint at the known name that is closest to an unknown one, with or without our prefix. */
function likely(name: string, known: readonly string[]): string {
  const bare = name.replace(/^RINGPOST_/, '')
  const match = known.find((each) => each === bare) ?? closestMatch(name, known, { maxDistance: 3 })
  return match === undefined ? '' : `, did you mean ${match}?`
}

function demand({ env, wants }: { env: string; wants: string }, of: string): never {
  throw new ConfigError(`${env} must be ${wants}, since other ${of} settings are present`)
}

/** What is in memory is nowhere else, and for one node. @throws ConfigError */
function checkMemory(config: Config): void {
  if (config.storage !== 'memory') return
  for (const name of ['databaseUrl', 's3Bucket', 'natsUrl'] as const)
    if (config[name] !== undefined)
      throw new ConfigError(`${settings[name].env} must be empty, since ${settings.storage.env} is "memory"`)
}

/** @throws ConfigError */
function checkTls({ tlsCert, tlsKey }: Config): void {
  if (tlsCert === undefined && tlsKey !== undefined) demand(settings.tlsCert, 'TLS')
  if (tlsCert !== undefined && tlsKey === undefined) demand(settings.tlsKey, 'TLS')
}

/** Checks settings of the store against each other. @throws ConfigError */
function checkS3(config: Config): void {
  const { s3Bucket, s3Endpoint, s3AccessKeyId, s3SecretAccessKey } = config
  if (s3Bucket === undefined && (s3Endpoint ?? s3AccessKeyId ?? s3SecretAccessKey) !== undefined)
    demand(settings.s3Bucket, 'S3')
  if (s3AccessKeyId !== undefined && s3SecretAccessKey === undefined) demand(settings.s3SecretAccessKey, 'S3')
  if (s3AccessKeyId === undefined && s3SecretAccessKey !== undefined) demand(settings.s3AccessKeyId, 'S3')
}

function readFile(path: string | undefined): Record<string, unknown> {
  if (path === undefined || path === '') return {}
  let value: unknown
  try {
    value = JSON.parse(readFileSync(path, 'utf8'))
  } catch (error) {
    throw new ConfigError(`${CONFIG_FILE_ENV} must name a readable JSON file: ${(error as Error).message}`)
  }
  if (typeof value !== 'object' || value === null || Array.isArray(value)) {
    throw new ConfigError(`${CONFIG_FILE_ENV} must name a file that holds one JSON object`)
  }
  refuseUnknownNames(path, value)
  return value as Record<string, unknown>
}

/** @param place what has these settings. @throws ConfigError */
function refuseUnknownNames(place: string, values: object): void {
  const known = Object.keys(settings)
  const unknown = Object.keys(values).filter((name) => !known.includes(name))
  if (unknown.length === 0) return
  throw new ConfigError(
    `${place} has unknown settings: ${unknown.join(', ')}${likely(unknown[0]!, known)}. Known: ${known.join(', ')}`,
  )
}
