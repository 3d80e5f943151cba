import { readFileSync } from 'node:fs'
import { resolve } from 'node:path'
import type { NewApp } from '../domain/tenancy/app.ts'
import { parseNetworks } from '../http/client-network.ts'
import { parseBootstrap } from './bootstrap.ts'

/** One setting: everything that reads or explains configuration is derived from these. */
interface Setting<T> {
  /** Environment variable. */
  env: string
  /** What it does, one sentence. */
  help: string
  /** What a value looks like. */
  wants: string
  fallback: string
  /** Never printed. */
  isSecret?: true
  /** @throws Error without a message when the text is not what `wants` says. */
  parse(text: string): T
}

const setting = <T>(declaration: Setting<T>): Setting<T> => declaration

function whole(text: string, least: number, most: number): number {
  const number = Number(text)
  if (text.trim() === '' || !Number.isInteger(number) || number < least || number > most) throw new Error()
  return number
}

function oneOf<const T extends string>(...choices: readonly T[]): (text: string) => T {
  return (text) => {
    const choice = choices.find((each) => each === text)
    if (choice === undefined) throw new Error()
    return choice
  }
}

function url(text: string): string | undefined {
  if (text === '') return undefined
  const parsed = new URL(text)
  if (!/^https?:$/.test(parsed.protocol) || parsed.pathname !== '/') throw new Error()
  return parsed.origin
}

/** Text without blanks, undefined when empty. */
function word(text: string): string | undefined {
  if (/\s/.test(text)) throw new Error()
  return text === '' ? undefined : text
}

function natsUrl(text: string): string | undefined {
  if (text === '') return undefined
  for (const each of text.split(',')) {
    const { protocol, hostname } = new URL(each.trim())
    if (!/^(nats|tls):$/.test(protocol) || hostname === '') throw new Error()
  }
  return text
}

/** Every setting, in the order of the documentation. The key is the name in the configuration file. */
export const settings = {
  host: setting({
    env: 'HOST',
    help: 'Address to listen on.',
    wants: 'an IP address or host name',
    fallback: '0.0.0.0',
    parse: (text) => {
      if (text === '') throw new Error()
      return text
    },
  }),
  port: setting({
    env: 'PORT',
    help: 'Port for REST and WebSocket; 0 picks a free one.',
    wants: 'a whole number from 0 to 65535',
    fallback: '8080',
    parse: (text) => whole(text, 0, 65535),
  }),
  data: setting({
    env: 'RINGPOST_DATA',
    help: 'Folder that keeps everything; made when missing.',
    wants: 'a path',
    fallback: './data',
    parse: (text) => {
      if (text === '') throw new Error()
      return resolve(text)
    },
  }),
  databaseUrl: setting({
    env: 'RINGPOST_DATABASE_URL',
    help: 'PostgreSQL database that keeps everything but files; made before, with encoding UTF8. Empty: SQLite in the data folder.',
    wants: 'postgres://user:password@host:port/database',
    fallback: '',
    parse: (text) => {
      if (text === '') return undefined
      if (!/^postgres(?:ql)?:$/.test(new URL(text).protocol)) throw new Error()
      return text
    },
    isSecret: true,
  }),
  databaseConnections: setting({
    env: 'RINGPOST_DATABASE_CONNECTIONS',
    help: 'Connections to PostgreSQL, at most.',
    wants: 'a whole number from 6 to 1000',
    fallback: '16',
    parse: (text) => whole(text, 6, 1000),
  }),
  bootstrap: setting<NewApp[]>({
    env: 'RINGPOST_BOOTSTRAP',
    help: 'Apps to create, or to give these credentials, at every start. Empty: a first start creates demo#demo with random ones.',
    wants: 'org#app[:clientId:clientSecret[:appId:appCertificate]], several separated by commas',
    fallback: '',
    parse: parseBootstrap,
    isSecret: true,
  }),
  publicUrl: setting({
    env: 'RINGPOST_PUBLIC_URL',
    help: 'Address under which clients reach the server, for URLs in replies. Empty: the Host header of each request.',
    wants: 'http(s)://host[:port] without a path',
    fallback: '',
    parse: url,
  }),
  rateLimits: setting({
    env: 'RINGPOST_RATE_LIMITS',
    help: 'Whether the documented calls per second and app are enforced with 429.',
    wants: 'off or documented',
    fallback: 'off',
    parse: oneOf('off', 'documented'),
  }),
  logLevel: setting({
    env: 'RINGPOST_LOG_LEVEL',
    help: 'Least important log lines to write.',
    wants: 'silent, error, warn, info or debug',
    fallback: 'info',
    parse: oneOf('silent', 'error', 'warn', 'info', 'debug'),
  }),
  logFormat: setting({
    env: 'RINGPOST_LOG_FORMAT',
    help: 'Form of log lines: text to read, json to collect; auto writes text to a terminal.',
    wants: 'auto, text or json',
    fallback: 'auto',
    parse: oneOf('auto', 'text', 'json'),
  }),
  metricsPort: setting({
    env: 'RINGPOST_METRICS_PORT',
    help: 'Port for /metrics alone, which PORT then does not serve. Empty: PORT serves it too.',
    wants: 'a whole number from 1 to 65535, or nothing',
    fallback: '',
    parse: (text) => (text === '' ? undefined : whole(text, 1, 65535)),
  }),
  metricsToken: setting({
    env: 'RINGPOST_METRICS_TOKEN',
    help: 'Bearer token that /metrics wants (authorization in the scrape_config of Prometheus). Empty: none.',
    wants: 'text without blanks',
    fallback: '',
    parse: word,
    isSecret: true,
  }),
  passwordCost: setting({
    env: 'RINGPOST_PASSWORD_COST',
    help: 'Cost (scrypt N) of hashing a password; old hashes stay valid when it changes.',
    wants: 'a power of two from 1024 to 1048576',
    fallback: '16384',
    parse: (text) => {
      const cost = whole(text, 1024, 1048576)
      if ((cost & (cost - 1)) !== 0) throw new Error()
      return cost
    },
  }),
  guessesPerAddress: setting({
    env: 'RINGPOST_GUESSES_PER_ADDRESS',
    help: 'Wrong passwords and client secrets from one address before it is slowed down; one of them is forgotten every 10 s. More where thousands share an address; 0 counts accounts only (decision 0021).',
    wants: 'a whole number from 0 to 1000000',
    fallback: '100',
    parse: (text) => whole(text, 0, 1_000_000),
  }),
  trustedProxies: setting({
    env: 'RINGPOST_TRUSTED_PROXIES',
    help: 'Proxies whose X-Forwarded-For says where a request comes from.',
    wants: 'addresses and networks such as 10.0.0.0/8, separated by commas',
    fallback: '127.0.0.0/8,::1',
    parse: parseNetworks,
  }),
  tokenSkew: setting({
    env: 'RINGPOST_TOKEN_SKEW',
    help: 'Seconds that the clocks of servers which build tokens themselves (dt-, 007) may be ahead: tokens from further in the future are refused.',
    wants: 'a whole number from 0 to 3600',
    fallback: '300',
    parse: (text) => whole(text, 0, 3600),
  }),
  dynamicTokenTtl: setting({
    env: 'RINGPOST_DYNAMIC_TOKEN_TTL',
    help: 'Longest ttl of dt- tokens, in seconds; others are refused. Best the one that your servers sign (decision 0020).',
    wants: 'a whole number from 1 to 999999999',
    fallback: '7776000',
    parse: (text) => whole(text, 1, 999_999_999),
  }),
  ffmpeg: setting({
    env: 'RINGPOST_FFMPEG',
    help: 'The program that takes the first frame of videos; without it, asking for one is refused.',
    wants: 'a path, or a name to look up in PATH',
    fallback: 'ffmpeg',
    parse: (text) => {
      if (text === '') throw new Error()
      return text
    },
  }),
  allowInternalFetch: setting({
    env: 'RINGPOST_ALLOW_INTERNAL_FETCH',
    help: 'Whether files of imported messages (need_download) are also fetched from private, local and link-local addresses.',
    wants: 'off or on',
    fallback: 'off',
    parse: oneOf('off', 'on'),
  }),
  s3Bucket: setting({
    env: 'RINGPOST_S3_BUCKET',
    help: 'Bucket of an S3-compatible store that keeps uploaded files and history files instead of the data folder. Empty: the data folder.',
    wants: 'the name of a bucket that exists',
    fallback: '',
    parse: word,
  }),
  s3Endpoint: setting({
    env: 'RINGPOST_S3_ENDPOINT',
    help: 'Address of the store. Empty: Amazon S3 in the region.',
    wants: 'http(s)://host[:port] without a path',
    fallback: '',
    parse: url,
  }),
  s3Region: setting({
    env: 'RINGPOST_S3_REGION',
    help: 'Region of the bucket.',
    wants: 'the name of a region',
    fallback: 'us-east-1',
    parse: (text) => {
      const region = word(text)
      if (region === undefined) throw new Error()
      return region
    },
  }),
  s3AccessKeyId: setting({
    env: 'RINGPOST_S3_ACCESS_KEY_ID',
    help: 'Key to the bucket. Empty: what AWS_* variables or the role of the machine give.',
    wants: 'an access key id',
    fallback: '',
    parse: word,
  }),
  s3SecretAccessKey: setting({
    env: 'RINGPOST_S3_SECRET_ACCESS_KEY',
    help: 'The secret of that key.',
    wants: 'the secret of the access key',
    fallback: '',
    parse: word,
    isSecret: true,
  }),
  s3Prefix: setting({
    env: 'RINGPOST_S3_PREFIX',
    help: 'What the name of every object starts with, for buckets that others use too.',
    wants: 'text without blanks and without a slash in front, such as ringpost/',
    fallback: '',
    parse: (text) => {
      if (/^\/|\s/.test(text)) throw new Error()
      return text
    },
  }),
  s3ForcePathStyle: setting({
    env: 'RINGPOST_S3_FORCE_PATH_STYLE',
    help: 'Whether the bucket is in the path of URLs (on) or in the host name (off). Empty: on where RINGPOST_S3_ENDPOINT is set.',
    wants: 'off or on, or nothing',
    fallback: '',
    parse: oneOf('', 'off', 'on'),
  }),
  s3Redirect: setting({
    env: 'RINGPOST_S3_REDIRECT',
    help: 'Whether downloads that ask for it (em-redirect=true) and links to history files lead clients to the store itself, which they have to reach and whose CORS rules have to allow them.',
    wants: 'off or on',
    fallback: 'off',
    parse: oneOf('off', 'on'),
  }),
  s3PublicEndpoint: setting({
    env: 'RINGPOST_S3_PUBLIC_ENDPOINT',
    help: 'Address of the store for those clients. Empty: RINGPOST_S3_ENDPOINT.',
    wants: 'http(s)://host[:port] without a path',
    fallback: '',
    parse: url,
  }),
  node: setting({
    env: 'RINGPOST_NODE',
    help: 'Number of this node, part of the ids it makes. Empty: one that no other node has.',
    wants: 'a whole number from 0 to 15',
    fallback: '',
    parse: (text) => (text === '' ? undefined : whole(text, 0, 15)),
  }),
  natsUrl: setting({
    env: 'RINGPOST_NATS_URL',
    help: 'NATS servers over which several nodes with one PostgreSQL database tell each other what happens. Empty: a single node.',
    wants: 'nats://[user:password@]host[:port] or tls://…, several separated by commas',
    fallback: '',
    isSecret: true,
    parse: natsUrl,
  }),
  natsPrefix: setting({
    env: 'RINGPOST_NATS_PREFIX',
    help: 'Begins every subject in NATS; installations that share a NATS server have different ones.',
    wants: 'letters, digits, _ and - only',
    fallback: 'ringpost',
    parse: (text) => {
      if (!/^[A-Za-z0-9_-]+$/.test(text)) throw new Error()
      return text
    },
  }),
}

export type SettingName = keyof typeof settings
export type Config = { readonly [K in SettingName]: ReturnType<(typeof settings)[K]['parse']> }

/** Variable that names the configuration file. */
export const CONFIG_FILE_ENV = 'RINGPOST_CONFIG'

/** A setting that cannot be used; the message names the variable and what it wants. */
export class ConfigError extends Error {
  override readonly name = 'ConfigError'
}

/**
 * Configuration from the environment, over the file that `RINGPOST_CONFIG` names (a JSON object), over the defaults.
 * @throws ConfigError
 */
export function loadConfig(env: Readonly<Record<string, string | undefined>>): Config {
  const file = readFile(env[CONFIG_FILE_ENV])
  const config: Record<string, unknown> = {}
  for (const [name, declaration] of Object.entries<Setting<unknown>>(settings)) {
    const { env: variable, wants, fallback, parse, isSecret } = declaration
    const fromEnv = env[variable]
    const source =
      fromEnv !== undefined ? variable : name in file ? `"${name}" in ${env[CONFIG_FILE_ENV]}` : variable
    const text = fromEnv ?? (name in file ? String(file[name]) : fallback)
    try {
      config[name] = parse(text)
    } catch {
      throw new ConfigError(`${source} wants ${wants}${isSecret ? '' : `, not "${text}"`}`)
    }
  }
  checkS3(config as unknown as Config)
  return config as unknown as Config
}

function demand({ env, wants }: { env: string; wants: string }): never {
  throw new ConfigError(`${env} wants ${wants}, as other settings of S3 are there`)
}

/** What settings of the store have to do with each other. @throws ConfigError */
function checkS3(config: Config): void {
  const { s3Bucket, s3Endpoint, s3AccessKeyId, s3SecretAccessKey } = config
  if (s3Bucket === undefined && (s3Endpoint ?? s3AccessKeyId ?? s3SecretAccessKey) !== undefined)
    demand(settings.s3Bucket)
  if (s3AccessKeyId !== undefined && s3SecretAccessKey === undefined) demand(settings.s3SecretAccessKey)
  if (s3AccessKeyId === undefined && s3SecretAccessKey !== undefined) demand(settings.s3AccessKeyId)
}

function readFile(path: string | undefined): Record<string, unknown> {
  if (path === undefined || path === '') return {}
  let value: unknown
  try {
    value = JSON.parse(readFileSync(path, 'utf8'))
  } catch (error) {
    throw new ConfigError(
      `${CONFIG_FILE_ENV} wants a JSON file that can be read: ${(error as Error).message}`,
    )
  }
  if (typeof value !== 'object' || value === null || Array.isArray(value)) {
    throw new ConfigError(`${CONFIG_FILE_ENV} wants a file with one JSON object in it`)
  }
  const unknown = Object.keys(value).filter((name) => !(name in settings))
  if (unknown.length > 0) {
    throw new ConfigError(
      `${path} has unknown settings: ${unknown.join(', ')}. Known: ${Object.keys(settings).join(', ')}`,
    )
  }
  return value as Record<string, unknown>
}
