import { type ChildProcessWithoutNullStreams, execFileSync, spawn } from 'node:child_process'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { builtFolder, deviceClassPath, findJdk, packagesFolder, withoutNative } from './installation.ts'

/** What the SDK reports: a call of a listener, like `message.onMessageReceived`. */
export interface DeviceEvent {
  event: string
  // Arguments of listeners of every kind.
  // biome-ignore lint/suspicious/noExplicitAny: what the SDK says is what is being tested
  args: any[]
}

/** An error of the SDK with its number, like 202 for a wrong password; no number if the error is not of the SDK. */
class DeviceError extends Error {
  readonly code: number | undefined

  /** @param call the BeanShell that met it. */
  constructor(message: string, code: number | undefined, call: string) {
    super(`${message}${code === undefined ? '' : ` (${code})`}: ${call}`)
    this.code = code
  }
}

/** A line from the process: ready, the answer to a line (`id`) or of a callback (`done`), or an event. */
type Line =
  | { ready: true }
  | (({ id: number } | { done: string }) & { value?: unknown; error?: string; code?: number })
  | DeviceEvent

const MARK = '@@ '
/** Lines of other output that are kept for error messages. */
const KEPT_LINES = 20

/** A JVM that holds one SDK and runs lines of BeanShell (android/java/ringpost/Shell.java). */
export class DeviceProcess implements AsyncDisposable {
  /** Everything the SDK reported, oldest first. */
  readonly events: DeviceEvent[] = []
  readonly #child: ChildProcessWithoutNullStreams
  readonly #closed = Promise.withResolvers<void>()
  readonly #ready = Promise.withResolvers<void>()
  readonly #answers = new Map<number | string, PromiseWithResolvers<unknown> & { call: string }>()
  readonly #waiting = new Set<() => void>()
  readonly #lastLines: string[] = []
  #ended: string | undefined

  private constructor(child: ChildProcessWithoutNullStreams) {
    this.#child = child
    for (const stream of [child.stdout, child.stderr])
      createInterface({ input: stream }).on('line', (line) => this.#take(line))
    child.stdin.on('error', () => {})
    child.on('error', (error) => this.#end(error.message))
    child.on('close', (code, signal) => this.#end(`${signal ?? code}`))
  }

  /**
   * Resolves when it takes lines.
   * @param folder the phone's storage.
   * @param trusted file of a certificate that it accepts besides those of public authorities.
   * @param app class path of more that is installed on it.
   */
  static async start(
    folder: string,
    { trusted, app = [] }: { trusted?: string | undefined; app?: readonly string[] } = {},
  ): Promise<DeviceProcess> {
    const lacking = withoutNative()
    const jdk = findJdk()
    if (lacking !== false || jdk === undefined) throw new Error(lacking || 'no JDK 17')
    const trust = trusted === undefined ? [] : trustWords(jdk, folder, trusted)
    const { JAVA_TOOL_OPTIONS: _, ...env } = process.env
    const device = new DeviceProcess(
      spawn(join(jdk, 'bin', 'java'), [...trust, ...javaWords(folder, app)], {
        cwd: folder,
        env: { ...env, LD_LIBRARY_PATH: join(builtFolder, 'native') },
      }),
    )
    await device.#ready.promise
    return device
  }

  /** Runs a line; resolves with its value. @throws DeviceError */
  eval(id: number, code: string): Promise<unknown> {
    const answer = this.answer(id, code)
    this.#child.stdin.write(`${id} ${code.replaceAll(/\s*\n\s*/g, ' ')}\n`)
    return answer
  }

  /** What a callback of that name, which `call` passes on, is called with. @throws DeviceError */
  answer(key: number | string, call: string): Promise<unknown> {
    if (this.#ended !== undefined) return Promise.reject(this.#failure())
    const answer = { ...Promise.withResolvers<unknown>(), call }
    this.#answers.set(key, answer)
    return answer.promise
  }

  /** Resolves at the next event, or when the process has ended. */
  stirred(): Promise<void> {
    if (this.#ended !== undefined) return Promise.reject(this.#failure())
    return new Promise((resolve) => this.#waiting.add(resolve))
  }

  /** Stops it where it is, as a phone that is put to sleep: it no longer reads its sockets. `thaw` lets it go on. */
  freeze(): void {
    this.#child.kill('SIGSTOP')
  }

  thaw(): void {
    this.#child.kill('SIGCONT')
  }

  /** Ends it as a phone that loses power: no logout. */
  async kill(): Promise<void> {
    this.#child.kill('SIGKILL')
    await this.#closed.promise
  }

  [Symbol.asyncDispose](): Promise<void> {
    return this.kill()
  }

  #take(text: string): void {
    const at = text.indexOf(`${MARK}{`)
    if (at < 0) {
      this.#lastLines.push(text.slice(0, 300))
      if (this.#lastLines.length > KEPT_LINES) this.#lastLines.shift()
      return
    }
    const line: Line = JSON.parse(text.slice(at + MARK.length))
    if ('ready' in line) this.#ready.resolve()
    else if ('event' in line) {
      this.events.push(line)
      this.#wake()
    } else {
      const key = 'id' in line ? line.id : line.done
      const answer = this.#answers.get(key)
      this.#answers.delete(key)
      if (line.error === undefined) answer?.resolve(line.value)
      else answer?.reject(new DeviceError(line.error, line.code ?? undefined, answer.call))
    }
  }

  #end(how: string): void {
    this.#ended ??= how
    const failure = this.#failure()
    this.#ready.reject(failure)
    for (const answer of this.#answers.values()) answer.reject(failure)
    this.#answers.clear()
    this.#wake()
    this.#closed.resolve()
  }

  #failure(): Error {
    return new Error(`the device's process has ended (${this.#ended})\n${this.#lastLines.join('\n')}`)
  }

  #wake(): void {
    for (const resume of this.#waiting) resume()
    this.#waiting.clear()
  }
}

function javaWords(folder: string, app: readonly string[]): string[] {
  const jars = join(packagesFolder, 'jars')
  return [
    ...['-Xmx700m', '-XX:+UseSerialGC', '-XX:TieredStopAtLevel=1', '-Xshare:auto'],
    // The SDK's obfuscated classes have no stack maps.
    ...['-XX:+UnlockDiagnosticVMOptions', '-XX:-BytecodeVerificationRemote'],
    ...['lang', 'io', 'util', 'net'].flatMap((name) => ['--add-opens', `java.base/java.${name}=ALL-UNNAMED`]),
    `-Djava.library.path=${join(builtFolder, 'jni')}`,
    ...[`-Dringpost.native=${join(builtFolder, 'native')}`, `-Dringpost.device=${folder}`],
    ...['-Drobolectric.offline=true', `-Drobolectric.dependency.dir=${jars}`, '-Drobolectric.logging=stderr'],
    ...['-cp', [...app, ...deviceClassPath()].join(':'), 'org.junit.runner.JUnitCore', 'ringpost.Shell'],
  ]
}

/** What on a phone is a certificate that its user has installed. */
function trustWords(jdk: string, folder: string, certificate: string): string[] {
  const store = ['-keystore', join(folder, 'trusted.p12'), '-storetype', 'PKCS12', '-storepass', 'trusted']
  const words = ['-importcert', '-noprompt', '-file', certificate, ...store]
  execFileSync(join(jdk, 'bin', 'keytool'), words, { stdio: 'pipe' })
  return [
    `-Djavax.net.ssl.trustStore=${join(folder, 'trusted.p12')}`,
    '-Djavax.net.ssl.trustStorePassword=trusted',
  ]
}
