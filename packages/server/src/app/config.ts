import { resolve } from 'node:path'
import type { NewApp } from '../domain/tenancy/app.ts'
import { parseNetworks } from '../http/client-network.ts'
import { parseBootstrap } from './bootstrap.ts'
import { parsePushUrls } from './push-urls.ts'
import {
  filled,
  httpOrigin,
  keyBytes,
  matching,
  oneOf,
  optional,
  powerOfTwo,
  type SettingKind,
  serviceUrl,
  urls,
  whole,
  word,
} from './setting-kinds.ts'

/** Declaration of a setting. Everything that reads or explains configuration is derived from these. */
export interface Setting<T> extends SettingKind<T> {
  /** Environment variable. */
  env: string
  /** What the setting does, in one sentence or a few. */
  help: string
  fallback: string
  /** Never printed. */
  isSecret?: true
}

const setting = <T>(declaration: Setting<T>): Setting<T> => declaration

/** Every setting, in the order of the documentation. The key is the name in the configuration file. */
export const settings = {
  host: setting({
    env: 'HOST',
    help: 'Address to listen on.',
    ...filled('an IP address or host name'),
    fallback: '0.0.0.0',
  }),
  port: setting({
    env: 'PORT',
    help: 'Port for all protocols: REST, WebSocket, and native clients over TCP; 0 picks a free one.',
    ...whole(0, 65535),
    fallback: '8080',
  }),
  msyncPort: setting({
    env: 'RINGPOST_MSYNC_PORT',
    help: 'Port for native clients alone, beside PORT, which serves them too; 0 picks a free one. Empty: none.',
    ...optional(whole(0, 65535)),
    fallback: '',
  }),
  nativeIdle: setting({
    env: 'RINGPOST_NATIVE_IDLE',
    help: 'Seconds of silence after which the connection of a native client is closed. Phones are silent for up to 270 s by themselves; longer where apps set longer heartbeats (setFixedHBInterval).',
    ...whole(60, 86_400),
    fallback: '600',
  }),
  tlsCert: setting({
    env: 'RINGPOST_TLS_CERT',
    help: 'File with the certificate and its chain (PEM). With it and its key, the ports speak TLS too: https, wss, native clients; without TLS they go on. Read again when it changes.',
    ...optional(filled('a path')),
    fallback: '',
  }),
  tlsKey: setting({
    env: 'RINGPOST_TLS_KEY',
    help: 'File with the key of the certificate (PEM, not encrypted).',
    ...optional(filled('a path')),
    fallback: '',
  }),
  data: setting({
    env: 'RINGPOST_DATA',
    help: 'Folder for all data; created if missing.',
    wants: 'a path',
    fallback: './data',
    parse: (text) => {
      if (text === '') throw new Error()
      return resolve(text)
    },
  }),
  storage: setting({
    env: 'RINGPOST_STORAGE',
    help: 'Where everything is kept. `file`: in the data folder, or in the database of RINGPOST_DATABASE_URL. `memory`: nowhere but in this process, for tests: starts at once, writes nothing to disk, and has lost everything when it ends. At most 1 GiB of data and 512 MiB of files.',
    ...oneOf('file', 'memory'),
    fallback: 'file',
  }),
  databaseUrl: setting({
    env: 'RINGPOST_DATABASE_URL',
    help: 'PostgreSQL database for everything but files; must exist, with encoding UTF8. Empty: SQLite in the data folder.',
    ...optional(urls('postgres://user:password@host:port/database', /^postgres(?:ql)?:$/)),
    fallback: '',
    isSecret: true,
  }),
  databaseConnections: setting({
    env: 'RINGPOST_DATABASE_CONNECTIONS',
    help: 'Maximum number of connections to PostgreSQL.',
    ...whole(6, 1000),
    fallback: '16',
  }),
  databaseReaders: setting({
    env: 'RINGPOST_DATABASE_READERS',
    help: 'Threads that read the SQLite database, about 25 MiB each and up to 32 MiB of cache. From two on, short reads do not wait for long ones; from three on, logins do not wait for exports and queries. Empty: one per processor, from 2 to 8.',
    ...optional(whole(2, 64)),
    fallback: '',
  }),
  search: setting({
    env: 'RINGPOST_SEARCH',
    help: 'Whether users can search messages. The index takes about as much space as the texts: it is a file beside the SQLite database, or a table in PostgreSQL.',
    ...oneOf('on', 'off'),
    fallback: 'on',
  }),
  searchExt: setting({
    env: 'RINGPOST_SEARCH_EXT',
    help: 'Keys of `ext` whose text can be searched, separated by commas. Counts for new messages; run `ringpost search rebuild` for those that there are.',
    wants: 'keys separated by commas',
    fallback: '',
    parse: (text) => text.split(',').flatMap((key) => key.trim() || []),
  }),
  bootstrap: setting<NewApp[]>({
    env: 'RINGPOST_BOOTSTRAP',
    help: 'Apps to create, or to give these credentials, at every start. Empty: the first start creates demo#demo with random credentials.',
    wants: 'org#app[:clientId:clientSecret[:appId:appCertificate]], several separated by commas',
    fallback: '',
    parse: parseBootstrap,
    isSecret: true,
  }),
  publicUrl: setting({
    env: 'RINGPOST_PUBLIC_URL',
    help: 'Address under which clients reach the server, for URLs in replies. Empty: the Host header of each request.',
    ...optional(httpOrigin),
    fallback: '',
  }),
  rateLimits: setting({
    env: 'RINGPOST_RATE_LIMITS',
    help: 'Whether the documented rate limits (calls per second and app) are enforced with 429.',
    ...oneOf('off', 'documented'),
    fallback: 'off',
  }),
  broadcastRate: setting({
    env: 'RINGPOST_BROADCAST_RATE',
    help: 'Users per second that get the messages of broadcasts to all users, of all apps together.',
    ...whole(1, 100_000),
    fallback: '1000',
  }),
  emulator: setting({
    env: 'RINGPOST_EMULATOR',
    help: 'For tests, never for production: lets programs create, fill and empty apps, wait for messages and cause faults (/ringpost/test/…, see docs/testing.md). `on`: programs on this machine may; a token: whoever sends it as bearer token. Empty: nobody.',
    ...optional(matching('on, or a token of 16 characters or more without white space', /^(?:on|\S{16,})$/)),
    fallback: '',
    isSecret: true,
  }),
  logLevel: setting({
    env: 'RINGPOST_LOG_LEVEL',
    help: 'Lowest level of log lines to write.',
    ...oneOf('silent', 'error', 'warn', 'info', 'debug'),
    fallback: 'info',
  }),
  logFormat: setting({
    env: 'RINGPOST_LOG_FORMAT',
    help: 'Format of log lines: text for people, json for log collectors; auto writes text to a terminal, else json.',
    ...oneOf('auto', 'text', 'json'),
    fallback: 'auto',
  }),
  metricsPort: setting({
    env: 'RINGPOST_METRICS_PORT',
    help: 'Separate port for /metrics, which PORT then does not serve. Empty: PORT serves it.',
    ...optional(whole(1, 65535)),
    fallback: '',
  }),
  metricsToken: setting({
    env: 'RINGPOST_METRICS_TOKEN',
    help: 'Bearer token that /metrics requires (authorization in the scrape_config of Prometheus). Empty: none.',
    ...optional(word('text without white space')),
    fallback: '',
    isSecret: true,
  }),
  keepChats: setting({
    env: 'RINGPOST_KEEP_CHATS',
    help: 'Days that messages between two users are kept, unless the app says otherwise (chatDays); what is older is removed for everyone. 0: forever.',
    ...whole(0, 36_500),
    fallback: '0',
  }),
  keepGroups: setting({
    env: 'RINGPOST_KEEP_GROUPS',
    help: 'Days that messages in groups and threads are kept, unless the app says otherwise (groupDays). 0: forever.',
    ...whole(0, 36_500),
    fallback: '0',
  }),
  keepRooms: setting({
    env: 'RINGPOST_KEEP_ROOMS',
    help: 'Days that messages in rooms are kept, unless the app says otherwise (roomDays). 0: forever.',
    ...whole(0, 36_500),
    fallback: '0',
  }),
  keepNotices: setting({
    env: 'RINGPOST_KEEP_NOTICES',
    help: 'Days that receipts, requests and notices to one user are kept, unless the app says otherwise (noticeDays). 0: forever. They go after a day once all devices of the user seen within 30 days have them.',
    ...whole(0, 36_500),
    fallback: '30',
  }),
  deviceDays: setting({
    env: 'RINGPOST_DEVICE_DAYS',
    help: 'Days after which a device that has not logged in is forgotten: when it comes back, it gets what its user has not got on any device, and finds the rest in the history.',
    ...whole(1, 3650),
    fallback: '90',
  }),
  passwordCost: setting({
    env: 'RINGPOST_PASSWORD_COST',
    help: 'Cost (scrypt N) of hashing a password; existing hashes stay valid when it changes.',
    ...powerOfTwo(1024, 1048576),
    fallback: '16384',
  }),
  guessesPerAddress: setting({
    env: 'RINGPOST_GUESSES_PER_ADDRESS',
    help: 'Wrong passwords and client secrets allowed from one address before it is slowed down; one is forgotten every 10 s. Raise it if thousands share an address; 0 counts per account only (decision 0021).',
    ...whole(0, 1_000_000),
    fallback: '100',
  }),
  trustedProxies: setting({
    env: 'RINGPOST_TRUSTED_PROXIES',
    help: 'Proxies whose X-Forwarded-For is trusted to name the client.',
    wants: 'addresses and networks such as 10.0.0.0/8, separated by commas',
    fallback: '127.0.0.0/8,::1',
    parse: parseNetworks,
  }),
  proxyProtocol: setting({
    env: 'RINGPOST_PROXY_PROTOCOL',
    help: 'Whether RINGPOST_TRUSTED_PROXIES may begin connections with a PROXY header (version 1 or 2) that says where the client is. Only where each of them writes one or speaks HTTP: others pass on what clients claim.',
    ...oneOf('off', 'on'),
    fallback: 'off',
  }),
  tokenSkew: setting({
    env: 'RINGPOST_TOKEN_SKEW',
    help: 'Seconds by which the clocks of servers that build tokens themselves (dt-, 007) may be ahead; tokens from further in the future are refused.',
    ...whole(0, 3600),
    fallback: '300',
  }),
  dynamicTokenTtl: setting({
    env: 'RINGPOST_DYNAMIC_TOKEN_TTL',
    help: 'Longest ttl of dt- tokens, in seconds; longer ones are refused. Best set to the ttl that your servers sign (decision 0020).',
    ...whole(1, 999_999_999),
    fallback: '7776000',
  }),
  ffmpeg: setting({
    env: 'RINGPOST_FFMPEG',
    help: 'Program that extracts the first frame of videos; without it, requests for one are refused.',
    ...filled('a path, or a name to look up in PATH'),
    fallback: 'ffmpeg',
  }),
  secretKey: setting({
    env: 'RINGPOST_SECRET_KEY',
    help: 'Encrypts secrets of others in the database: credentials of push services, secrets of webhooks. At least 32 random bytes in base64 (openssl rand -base64 32), the same on all nodes for ever. Empty: a key made at the first start, in the file secret.key of the data folder, which belongs into backups; with RINGPOST_DATABASE_URL none, and such secrets are refused.',
    ...optional(keyBytes(32)),
    fallback: '',
    isSecret: true,
  }),
  allowInternalFetch: setting({
    env: 'RINGPOST_ALLOW_INTERNAL_FETCH',
    help: 'Whether requests that owners of apps cause may also go to private, local and link-local addresses: webhooks, push services with an address of their own, files of imported messages (need_download).',
    ...oneOf('off', 'on'),
    fallback: 'off',
  }),
  pushUrls: setting({
    env: 'RINGPOST_PUSH_URLS',
    help: 'Addresses that replace those of push services, for example of a proxy that may reach them; they may be internal. http:// for APNS is HTTP/2 without TLS. The path that the service has is appended. Empty: the services themselves.',
    wants: 'pairs of a service and an address separated by commas: ANDROID=https://fcm.proxy.internal,APNS=…',
    fallback: '',
    parse: parsePushUrls,
  }),
  webhooks: setting({
    env: 'RINGPOST_WEBHOOKS',
    help: 'JSON file with webhooks, applied at each start: {"org#app": [{"name": "archive", "url": "https://..."}]}, with the fields of the REST API (docs/webhooks.md). Those that it names are created or changed, others stay. Empty: none.',
    ...optional(filled('the path of a file')),
    fallback: '',
  }),
  s3Bucket: setting({
    env: 'RINGPOST_S3_BUCKET',
    help: 'Bucket of an S3-compatible store that keeps uploaded files and history files instead of the data folder. Empty: the data folder.',
    ...optional(word('the name of a bucket that exists')),
    fallback: '',
  }),
  s3Endpoint: setting({
    env: 'RINGPOST_S3_ENDPOINT',
    help: 'Address of the store. Empty: Amazon S3 in the region.',
    ...optional(httpOrigin),
    fallback: '',
  }),
  s3Region: setting({
    env: 'RINGPOST_S3_REGION',
    help: 'Region of the bucket.',
    ...word('the name of a region'),
    fallback: 'us-east-1',
  }),
  s3AccessKeyId: setting({
    env: 'RINGPOST_S3_ACCESS_KEY_ID',
    help: 'Access key id for the bucket. Empty: credentials from AWS_* variables or the role of the machine.',
    ...optional(word('an access key id')),
    fallback: '',
  }),
  s3SecretAccessKey: setting({
    env: 'RINGPOST_S3_SECRET_ACCESS_KEY',
    help: 'Secret of that access key.',
    ...optional(word('the secret of the access key')),
    fallback: '',
    isSecret: true,
  }),
  s3Prefix: setting({
    env: 'RINGPOST_S3_PREFIX',
    help: 'Prefix of every object name, for buckets shared with others.',
    ...matching('text without white space or a leading slash, such as ringpost/', /^(?!\/)\S*$/),
    fallback: '',
  }),
  s3ForcePathStyle: setting({
    env: 'RINGPOST_S3_FORCE_PATH_STYLE',
    help: 'Whether the bucket is in the path of URLs (on) or in the host name (off). Empty: on if RINGPOST_S3_ENDPOINT is set.',
    wants: 'off, on or empty',
    fallback: '',
    parse: oneOf('', 'off', 'on').parse,
  }),
  s3Redirect: setting({
    env: 'RINGPOST_S3_REDIRECT',
    help: 'Whether clients are redirected to the store itself, for downloads that ask for it (em-redirect=true) and links to history files. Clients must be able to reach it, and its CORS rules must allow them.',
    ...oneOf('off', 'on'),
    fallback: 'off',
  }),
  s3PublicEndpoint: setting({
    env: 'RINGPOST_S3_PUBLIC_ENDPOINT',
    help: 'Address at which those clients reach the store. Empty: RINGPOST_S3_ENDPOINT.',
    ...optional(httpOrigin),
    fallback: '',
  }),
  translationUrl: setting({
    env: 'RINGPOST_TRANSLATION_URL',
    help: 'Service that translates for clients and servers; texts to translate are sent to it. Empty: translation is not open.',
    ...optional(serviceUrl),
    fallback: '',
  }),
  translationApi: setting({
    env: 'RINGPOST_TRANSLATION_API',
    help: 'Interface of that service: of LibreTranslate, or of a language model as OpenAI serves it (then the URL ends in /v1 or the like).',
    ...oneOf('libretranslate', 'openai'),
    fallback: 'libretranslate',
  }),
  translationKey: setting({
    env: 'RINGPOST_TRANSLATION_KEY',
    help: 'Key for the translation service. Empty: it wants none.',
    ...optional(word('text without white space')),
    fallback: '',
    isSecret: true,
  }),
  translationModel: setting({
    env: 'RINGPOST_TRANSLATION_MODEL',
    help: 'Name of the language model.',
    ...word('text without white space'),
    fallback: 'gpt-4o-mini',
  }),
  speechUrl: setting({
    env: 'RINGPOST_SPEECH_URL',
    help: 'Service that converts speech to text, with the interface of OpenAI (the URL ends in /v1 or the like); recordings to convert are sent to it. Empty: speech is not open.',
    ...optional(serviceUrl),
    fallback: '',
  }),
  speechKey: setting({
    env: 'RINGPOST_SPEECH_KEY',
    help: 'Key for the speech service. Empty: it wants none.',
    ...optional(word('text without white space')),
    fallback: '',
    isSecret: true,
  }),
  speechModel: setting({
    env: 'RINGPOST_SPEECH_MODEL',
    help: 'Name of its model.',
    ...word('text without white space'),
    fallback: 'whisper-1',
  }),
  node: setting({
    env: 'RINGPOST_NODE',
    help: 'Block of the ids that this node generates; at most 16 nodes can have one. Empty: a share that no other node uses.',
    ...optional(whole(0, 15)),
    fallback: '',
  }),
  natsUrl: setting({
    env: 'RINGPOST_NATS_URL',
    help: 'NATS servers that connect the nodes sharing one PostgreSQL database. Empty: a single node.',
    ...optional(
      urls('nats://[user:password@]host[:port] or tls://…, several separated by commas', /^(nats|tls):$/, {
        several: true,
      }),
    ),
    fallback: '',
    isSecret: true,
  }),
  natsPrefix: setting({
    env: 'RINGPOST_NATS_PREFIX',
    help: 'Prefix of every NATS subject; installations that share a NATS server need different ones.',
    ...matching('letters, digits, _ and - only', /^[A-Za-z0-9_-]+$/),
    fallback: 'ringpost',
  }),
}

export type SettingName = keyof typeof settings
export type Config = { readonly [K in SettingName]: ReturnType<(typeof settings)[K]['parse']> }

/** Thrown for an unusable setting; the message names the variable and the values it takes. */
export class ConfigError extends Error {
  override readonly name = 'ConfigError'
}
