import assert from 'node:assert/strict'
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, before, describe, test } from 'node:test'
import { ServerProcess } from '../harness/cli-process.ts'
import { Terminal } from '../harness/terminal.ts'
import { until } from '../harness/until.ts'
import { compileJava, compileKotlin } from '../native/compile.ts'
import { DeviceProcess } from '../native/device-process.ts'
import { withoutNative } from '../native/installation.ts'
import { Network } from '../native/network.ts'
import { blocksOf } from '../site/blocks.ts'

/** The smallest class around what the page shows, in a file of its name. */
const languages = {
  java: {
    compile: compileJava,
    program: (imports: string, init: string, login: string) => `package page;
import android.content.Context;
${imports}
public final class App {
  public static void init(Context context) {
${init}
  }
  public static void login(String token) {
${login}
  }
}
`,
  },
  kotlin: {
    compile: compileKotlin,
    program: (imports: string, init: string, login: string) => `package page
import android.content.Context
${imports}
object App {
  @JvmStatic fun init(context: Context) {
${init}
  }
  @JvmStatic fun login(token: String) {
${login}
  }
}
`,
  },
}

describe('docs/start/android.md: an app with the blocks of the page', { skip: withoutNative() }, () => {
  let folder: string
  let server: ServerProcess
  let network: Network
  let shell: Terminal
  before(async () => {
    folder = await mkdtemp(join(tmpdir(), 'ringpost-android-'))
    server = await ServerProcess.start(folder, { RINGPOST_BOOTSTRAP: 'demo#demo:client:secret' })
    network = await Network.start(Number(new URL(server.url).port))
    const { HOME, PATH } = process.env
    shell = new Terminal({ HOME, PATH, RINGPOST_DATA: folder })
    // As the first steps tell those who have a clone.
    await shell.run('ringpost() { npm run -s ringpost -- "$@"; }')
    await shell.run(command('start/first-steps', 'call()').replace('http://localhost:8080', server.url))
    await shell.run(command('start/first-steps', 'POST /users'))
  })
  after(async () => {
    shell?.kill()
    await network?.[Symbol.asyncDispose]()
    await server?.end('SIGTERM')
    await rm(folder, { recursive: true, force: true, maxRetries: 10 })
  })

  for (const [language, { compile, program }] of Object.entries(languages))
    test(`in ${language}, logs in with a token and gets a message`, async () => {
      const blocks = blocksOf('start/android').filter((block) => block.language === language)
      const [[init, ofInit], [login, ofLogin]] = [split(blocks, '.init('), split(blocks, 'loginWithToken(')]
      assert.equal(blocks.length, 2)
      const imports = [...new Set([...ofInit, ...ofLogin])].join('\n')
      const home = join(folder, language)
      await mkdir(join(home, 'classes'), { recursive: true })
      const source = join(home, language === 'java' ? 'App.java' : 'App.kt')
      // The page tells its reader to put the address of the server there, and its port is where theirs runs.
      await writeFile(
        source,
        program(imports, init, login)
          .replaceAll('10.0.2.2', '127.0.0.1')
          .replaceAll('8080', `${network.port}`),
      )
      const app = await compile(source, join(home, 'classes'))
      await using phone = await DeviceProcess.start(await mkdtemp(join(home, 'phone-')), { app })
      await phone.eval(1, '!page.App.init(app);')
      await phone.eval(2, 'Listeners.addAll(EMClient.getInstance());')
      const token = (await shell.run(command('start/android', 'ringpost token'))).trim()
      await phone.eval(3, `page.App.login("${token}");`)
      await until('alice is online', () =>
        phone.events.some(({ event }) => event === 'connection.onConnected'),
      )
      const answer = await shell.run(command('start/android', 'POST /messages'))
      const id: string = JSON.parse(answer).data.alice
      await until(
        () => `message ${id} arrives: ${JSON.stringify(phone.events)}`,
        () =>
          phone.events.some(
            ({ event, args }) =>
              event === 'message.onMessageReceived' &&
              args[0].some((each: { id: string; text: string }) => each.id === id && each.text === 'hello'),
          ),
      )
    })
})

function command(page: string, text: string): string {
  const found = blocksOf(page).find((block) => block.language === 'sh' && block.text.includes(text))
  return found?.text ?? assert.fail(`${page} has no command with ${text}`)
}

/** Statements and imports of the block with the text. */
function split(blocks: ReturnType<typeof blocksOf>, text: string): [statements: string, imports: string[]] {
  const found = blocks.find((block) => block.text.includes(text)) ?? assert.fail(`no block with ${text}`)
  const lines = found.text.split('\n')
  const isImport = (line: string) => line.startsWith('import ')
  return [lines.filter((line) => !isImport(line)).join('\n'), lines.filter(isImport)]
}
