import assert from 'node:assert/strict'
import { existsSync } from 'node:fs'
import { chmod, mkdir, mkdtemp, readdir, rm, stat, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, before, describe, test } from 'node:test'
import { ConfigError, settings } from '../../packages/server/src/app/config.ts'
import { loadConfig } from '../../packages/server/src/app/load-config.ts'
import { UsageError } from '../../packages/server/src/cli/command.ts'
import { commands } from '../../packages/server/src/cli/commands.ts'
import { runCli, ServerProcess } from '../harness/cli-process.ts'
import { onlyOnSqlite } from '../harness/engine.ts'
import { runCommand } from '../harness/run-command.ts'
import { TestServer } from '../harness/test-server.ts'

describe('command line', () => {
  let data: string
  before(async () => {
    data = await mkdtemp(join(tmpdir(), 'ringpost-cli-'))
  })
  after(() => rm(data, { recursive: true, force: true }))
  const cli = (words: readonly string[], env: Record<string, string> = {}) => runCli(data, words, env)

  test('help lists every command and every setting, and each command has its own help', async () => {
    const help = async (...words: string[]) => {
      const { code, stdout } = await cli(words)
      assert.equal(code, 0, words.join(' '))
      return stdout
    }
    const all = await help()
    for (const { name } of commands) assert.match(all, new RegExp(`^  ${name.split(' ')[0]} `, 'm'))
    const apps = await help('app', '--help')
    for (const { name, summary } of commands.filter((each) => each.name.startsWith('app ')))
      assert.match(apps, new RegExp(`^  ${name.slice(4)} .* ${summary.slice(0, 12)}`, 'm'))
    assert.match(await help('token', '-h'), /^Usage: ringpost token [\s\S]* --ttl <seconds> /)
    const start = await help('start', '--help')
    for (const { env } of Object.values(settings)) assert.ok(start.includes(env), env)
  })

  test('the version, and completion of commands and options', async () => {
    assert.match((await cli(['--version'])).stdout, /^\d+\.\d+\.\d+\n$/)
    assert.match((await cli(['completion', 'bash'])).stdout, /^# bash completion for ringpost/)
    assert.match((await cli(['complete', '--', 'app', 'sh'])).stdout, /^show\tShow credentials .*\n:\d+\n$/)
    assert.match((await cli(['complete', '--', 'token', '--t'])).stdout, /^--ttl\t/)
  })

  test('an incomplete S3 configuration names what is missing, without repeating secrets', () => {
    const key = { RINGPOST_S3_ACCESS_KEY_ID: 'key' }
    const secret = { RINGPOST_S3_SECRET_ACCESS_KEY: 'topsecret' }
    const bucket = { RINGPOST_S3_BUCKET: 'bucket' }
    for (const [given, missing] of [
      [{ ...key, ...secret }, 'RINGPOST_S3_BUCKET'],
      [{ RINGPOST_S3_ENDPOINT: 'http://localhost:9000' }, 'RINGPOST_S3_BUCKET'],
      [{ ...bucket, ...key }, 'RINGPOST_S3_SECRET_ACCESS_KEY'],
      [{ ...bucket, ...secret }, 'RINGPOST_S3_ACCESS_KEY_ID'],
      [{ RINGPOST_S3_SECRET_ACCESS_KEY: 'topsecret with blanks' }, 'RINGPOST_S3_SECRET_ACCESS_KEY'],
    ] as const)
      assert.throws(
        () => loadConfig(given),
        (error: Error) =>
          error instanceof ConfigError &&
          error.message.startsWith(`${missing} must be `) &&
          !error.message.includes('topsecret'),
      )
    assert.equal(loadConfig({ ...bucket, ...key, ...secret }).s3Bucket, 'bucket')
    assert.equal(loadConfig(bucket).s3AccessKeyId, undefined)
  })

  test('a wrong configuration stops the server with the variable and what it requires', async () => {
    const wrong: Record<string, string> = {
      PORT: '99999',
      HOST: '',
      RINGPOST_DATA: '',
      RINGPOST_DATABASE_URL: 'mysql://chat:topsecret@db/chat',
      RINGPOST_DATABASE_CONNECTIONS: '2',
      RINGPOST_BOOTSTRAP: 'no-app-key',
      RINGPOST_PUBLIC_URL: 'ftp://x',
      RINGPOST_RATE_LIMITS: 'maybe',
      RINGPOST_LOG_LEVEL: 'loud',
      RINGPOST_LOG_FORMAT: 'xml',
      RINGPOST_PASSWORD_COST: '1000',
      RINGPOST_NODE: '16',
      RINGPOST_ALLOW_INTERNAL_FETCH: 'perhaps',
      RINGPOST_S3_BUCKET: 'two words',
      RINGPOST_S3_ENDPOINT: 's3.example',
      RINGPOST_S3_REGION: '',
      RINGPOST_S3_ACCESS_KEY_ID: 'two words',
      RINGPOST_S3_SECRET_ACCESS_KEY: 'two words',
      RINGPOST_S3_PREFIX: '/slash',
      RINGPOST_S3_FORCE_PATH_STYLE: 'perhaps',
      RINGPOST_S3_REDIRECT: 'perhaps',
      RINGPOST_S3_PUBLIC_ENDPOINT: 'https://s3.example/path',
    }
    for (const [variable, value] of Object.entries(wrong)) {
      assert.throws(
        () => loadConfig({ [variable]: value }),
        (error: Error) =>
          error instanceof ConfigError &&
          error.message.startsWith(`${variable} must be `) &&
          !error.message.includes('topsecret'),
      )
    }
    const { code, stderr } = await cli(['start'], { RINGPOST_BOOTSTRAP: 'a#b:id:topsecret:bad:bad' })
    assert.equal(code, 2)
    assert.match(stderr, /^ringpost: RINGPOST_BOOTSTRAP must be /)
    assert.doesNotMatch(stderr, /topsecret/)
  })

  test('an unknown setting is refused, with the most similar one as a suggestion', () => {
    for (const [variable, meant] of [
      ['RINGPOST_DATABSE_URL', 'RINGPOST_DATABASE_URL'],
      ['RINGPOST_S3_ACCES_KEY_ID', 'RINGPOST_S3_ACCESS_KEY_ID'],
      ['RINGPOST_PORT', 'PORT'],
      ['RINGPOST_LOGLEVEL', 'RINGPOST_LOG_LEVEL'],
    ] as const)
      assert.throws(
        () => loadConfig({ [variable]: '8080' }),
        new RegExp(`there is no setting ${variable}, did you mean ${meant}\\?`),
      )
    assert.throws(() => loadConfig({ RINGPOST_COLOUR: 'red' }), /there is no setting RINGPOST_COLOUR; /)
    // Variables of test runs, and those that Kubernetes sets in every pod beside a service named ringpost or
    // ringpost-db.
    loadConfig({
      RINGPOST_TEST_SEED: '1',
      RINGPOST_SERVICE_HOST: '10.0.0.1',
      RINGPOST_SERVICE_PORT_HTTP: '80',
      RINGPOST_PORT: 'tcp://10.0.0.1:80',
      RINGPOST_PORT_80_TCP_ADDR: '10.0.0.1',
      RINGPOST_DB_SERVICE_PORT: '5432',
      RINGPOST_DB_PORT: 'tcp://10.0.0.2:5432',
    })
  })

  test('the configuration file is read, and refused if it has unknown names', async () => {
    const file = join(data, 'ringpost.json')
    await writeFile(file, '{"bootstrap":"filed#app","logLevel":"error"}')
    const listed = await cli(['app', 'list'], { RINGPOST_CONFIG: file, RINGPOST_DATA: join(data, 'filed') })
    assert.match(listed.stdout, /^filed#app\t/)
    await writeFile(file, '{"prot":1}')
    const refused = await cli(['app', 'list'], { RINGPOST_CONFIG: file })
    assert.equal(refused.code, 2)
    assert.match(refused.stderr, /unknown settings: prot, did you mean port\?/)
    assert.match(
      (await cli(['app', 'list'], { RINGPOST_CONFIG: join(data, 'none.json') })).stderr,
      /RINGPOST_CONFIG must name a readable JSON file/,
    )
  })

  test('wrong usage says what to do', async () => {
    await using server = await TestServer.start()
    for (const [words, says] of [
      [['dance'], /unknown command 'dance'\nsee ringpost --help$/],
      [['app'], /name one of its commands\nsee ringpost app --help$/],
      [['app', 'shwo'], /unknown command 'shwo'\n\(Did you mean show\?\)/],
      [['app', 'list', 'acme#chat'], /too many arguments/],
      [['app', 'show', 'no#app'], /there is no app no#app; known: acme#chat/],
      [['app', 'show'], /missing required argument 'org#app'\nsee ringpost app show --help$/],
      [['app', 'create', 'noapp'], /org#app/],
      [['app', 'create', 'sp ace#x'], /not a valid name for an organisation/],
      [['app', 'set', 'acme#chat'], /missing required argument 'setting=value'/],
      [['app', 'set', 'acme#chat', 'speed=1'], /no setting "speed"/],
      [['app', 'set', 'acme#chat', 'openRegistration=maybe'], /true or false/],
      [['app', 'set', 'acme#chat', 'messageBytes=x'], /whole number/],
      [['app', 'set', 'acme#chat', 'toString=1'], /no setting "toString"/],
      [['app', 'set', 'acme#chat', 'statusShape=list'], /object or array/],
      [['app', 'set', 'acme#chat', 'recallSeconds=604801'], /whole number up to 604800/],
      [['app', 'set', 'acme#chat', 'exportTimeZone=Mars/Base'], /a time zone .*not "Mars\/Base"/],
      [['app', 'set', 'acme#chat', 'exportTimeZone='], /a time zone/],
      [['token', 'acme#chat', '--user', 'ghost'], /no user ghost/],
      [['token', 'acme#chat', '--ttl', 'soon'], /ttl must be/],
      [['token', 'acme#chat', '--colour', 'red'], /unknown option '--colour'\nsee ringpost token --help$/],
      [['user', 'add', 'acme#chat', 'lonely'], /missing required argument 'password'/],
      [['user', 'add', 'acme#chat', 'bad name', 'pw'], /username \[bad name\] is not legal/],
      [['org-admin', 'add', 'nowhere', 'root', 'pw'], /no organisation nowhere/],
    ] as const) {
      await assert.rejects(
        runCommand(server.running.core, words),
        (error: Error) => error instanceof UsageError && says.test(error.message),
        words.join(' '),
      )
    }
    const { code, stderr } = await cli(['start', 'now'])
    assert.equal(code, 2)
    assert.match(stderr, /^ringpost: too many arguments for 'start'/)
  })

  test('apps, users and tokens, with and without a server', async () => {
    const created = await cli(['app', 'create', 'shop#chat'])
    assert.match(
      created.stdout,
      /app key: shop#chat\napplication: .*\nclient id: YXA6.*\nclient secret: YXA6/,
    )
    assert.match((await cli(['app', 'create', 'shop#chat'])).stderr, /exists already/)

    await using server = await ServerProcess.start(data)
    assert.match(
      server.readyLine,
      /app key demo#demo · client id YXA6\S+ · a token: ringpost token 'demo#demo'$/,
    )
    assert.match((await cli(['app', 'list'])).stdout, /^demo#demo\t.*\nshop#chat\t/)
    const before = (await cli(['app', 'show', 'shop#chat'])).stdout
    assert.notEqual((await cli(['app', 'rotate-secret', 'shop#chat'])).stdout, before)
    assert.match(
      (
        await cli([
          ...['app', 'set', 'shop#chat', 'openRegistration=true', 'messageBytes=3072'],
          ...['recallSeconds=604800', 'exportTimeZone=Asia/Shanghai'],
        ])
      ).stdout,
      /openRegistration: true[\s\S]*messageBytes: 3072[\s\S]*recallSeconds: 604800[\s\S]*exportTimeZone: Asia\/Shanghai/,
    )
    assert.match(
      (await cli(['user', 'add', 'shop#chat', 'Zoe', 'pw', '--nickname', 'Z'])).stdout,
      /^zoe\t[0-9a-f-]{36}\n$/,
    )
    const token = (await cli(['token', 'shop#chat'])).stdout.trim()
    const reply = await fetch(`${server.url}/shop/chat/users/zoe`, {
      headers: { authorization: `Bearer ${token}` },
    })
    assert.equal(reply.status, 200)
    const open = await fetch(`${server.url}/shop/chat/users`, {
      method: 'POST',
      body: '{"username":"free","password":"pw"}',
    })
    assert.equal(open.status, 200)
    assert.match((await cli(['org-admin', 'add', 'shop', 'root', 'pw'])).stdout, /^shop\/root\n$/)
    const login = await fetch(`${server.url}/management/token`, {
      method: 'POST',
      body: '{"grant_type":"password","username":"shop/root","password":"pw"}',
    })
    assert.equal(login.status, 200)
  })

  test('bootstrap is idempotent and keeps given credentials', async () => {
    const folder = join(data, 'given')
    const env = {
      RINGPOST_BOOTSTRAP:
        'a#b:cid:csecret:0123456789abcdef0123456789ABCDEF:00000000000000000000000000000000, c#d',
    }
    for (let i = 0; i < 2; i++) {
      const { stdout } = await runCli(folder, ['app', 'show', 'a#b'], env)
      assert.match(
        stdout,
        /client id: cid\nclient secret: csecret\napp id: 0123456789abcdef0123456789abcdef\napp certificate: 0{32}/,
      )
    }
    assert.equal((await runCli(folder, ['app', 'list'], env)).stdout.trim().split('\n').length, 2)
    // An app that exists, and one that does not.
    for (const key of ['c#d', 'e#f']) {
      const taken = {
        RINGPOST_BOOTSTRAP: `${key}:id:secret:0123456789abcdef0123456789abcdef:${'1'.repeat(32)}`,
      }
      const { code, stderr } = await runCli(folder, ['app', 'list'], taken)
      assert.equal(code, 1)
      assert.match(stderr, /the app id 0123456789abcdef0123456789abcdef is that of a#b/)
    }
  })

  test('a command that only reads reports missing data, and creates nothing', {
    skip: onlyOnSqlite,
  }, async () => {
    const folder = join(data, 'nothing')
    for (const words of [
      ['app', 'list'],
      ['app', 'show', 'demo#demo'],
      ['token', 'demo#demo'],
    ]) {
      const { code, stdout, stderr } = await runCli(folder, words)
      assert.deepEqual([code, stdout], [3, ''])
      assert.match(stderr, /^ringpost: there is no data in .*nothing: start a server there first/)
    }
    assert.equal(existsSync(folder), false)
  })

  test("only the server's account can access the data, whatever the umask, even if it was accessible before", async (t) => {
    if (process.platform === 'win32') return t.skip('file modes do not apply')
    const before = process.umask(0)
    t.after(() => process.umask(before))
    const folder = join(data, 'private')
    const modes = async () => {
      const files = ['', ...(await readdir(folder))].filter((name) => !name.endsWith('.sock'))
      const found = await Promise.all(
        // What the server tries the disk with is soon gone again.
        files.map(async (name) => [name, (await stat(join(folder, name)).catch(() => undefined))?.mode ?? 0]),
      )
      return found.filter(([, mode]) => (mode as number) & 0o077)
    }
    {
      await using _server = await ServerProcess.start(folder)
      assert.deepEqual(await modes(), [])
    }
    await chmod(folder, 0o755)
    for (const name of await readdir(folder))
      if (name.startsWith('ringpost.db')) await chmod(join(folder, name), 0o644)
    const { stderr, stdout } = await runCli(folder, ['app', 'list'], { RINGPOST_LOG_LEVEL: 'warn' })
    assert.deepEqual(await modes(), [], stdout + stderr)
  })

  test('names a port in use', async () => {
    await using server = await ServerProcess.start(join(data, 'first'))
    const port = await cli(['start'], { PORT: new URL(server.url).port, RINGPOST_DATA: join(data, 'second') })
    assert.equal(port.code, 2)
    assert.match(port.stderr, /port \d+ is in use: set PORT/)
  })

  test('names a data folder in use or unusable', { skip: onlyOnSqlite }, async () => {
    await using _server = await ServerProcess.start(join(data, 'first'))
    const folder = await cli(['start'], { RINGPOST_DATA: join(data, 'first') })
    assert.equal(folder.code, 3, folder.stderr)
    const file = await cli(['start'], { RINGPOST_DATA: join(data, 'first', 'ringpost.db') })
    assert.equal(file.code, 2, file.stderr)
    assert.match(file.stderr, /RINGPOST_DATA/)
  })

  test('a failure after the database is open ends the process, and frees the folder', async () => {
    const folder = join(data, 'half')
    await mkdir(folder)
    await writeFile(join(folder, 'blobs'), '')
    const half = await cli(['start'], { RINGPOST_DATA: folder })
    assert.equal(half.code, 1, half.stderr)
    assert.match(half.stderr, /blobs/)
    await rm(join(folder, 'blobs'))
    await using server = await ServerProcess.start(folder)
    assert.match(server.url, /^http/)
  })

  test('SIGTERM ends with code 0 and loses nothing; secrets never reach the log', async () => {
    const folder = join(data, 'stop')
    const server = await ServerProcess.start(folder, {
      RINGPOST_LOG_LEVEL: 'debug',
      RINGPOST_BOOTSTRAP: 'a#b:cid:csecret',
    })
    let log = ''
    server.child.stdout!.on('data', (chunk) => {
      log += chunk
    })
    const issued = await fetch(`${server.url}/a/b/token`, {
      method: 'POST',
      body: '{"grant_type":"client_credentials","client_id":"cid","client_secret":"csecret"}',
    })
    const { access_token } = (await issued.json()) as { access_token: string }
    const headers = { authorization: `Bearer ${access_token}` }
    await fetch(`${server.url}/a/b/users`, {
      method: 'POST',
      headers,
      body: '{"username":"u","password":"hunter2"}',
    })
    const sends = Array.from({ length: 50 }, () =>
      fetch(`${server.url}/a/b/messages/users`, {
        method: 'POST',
        headers,
        body: '{"to":["u"],"type":"txt","body":{"msg":"whisper"}}',
      }).then(
        (reply) => reply.status === 200,
        () => false,
      ),
    )
    const [first] = await Promise.all([
      Promise.any(sends.map(async (send) => (await send) || Promise.reject())),
      undefined,
    ])
    assert.equal(first, true)
    assert.equal(await server.end('SIGTERM'), 0)
    const acknowledged = (await Promise.all(sends)).filter(Boolean).length
    for (const secret of [access_token, 'csecret', 'hunter2', 'whisper'])
      assert.ok(!log.includes(secret), secret)
    assert.match(log, /"msg":"stopped"/)

    await using again = await ServerProcess.start(folder, { RINGPOST_BOOTSTRAP: 'a#b' })
    const count = await fetch(`${again.url}/a/b/users/u/offline_msg_count`, { headers })
    assert.ok(((await count.json()) as { data: { u: number } }).data.u >= acknowledged)
  })
})
