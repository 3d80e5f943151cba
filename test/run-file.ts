import { spawn } from 'node:child_process'
import { closeSync, existsSync, openSync, readFileSync, statSync } from 'node:fs'
import { join } from 'node:path'
import type { TestRecord } from './reporter.ts'

export type TestFailure = { name: string; at: string; error: string; cancelled: boolean }

/** `passed` contains names; `output` is what the file wrote to stdout and stderr, in order. */
export type FileResult = {
  file: string
  milliseconds: number
  passed: string[]
  skipped: { name: string; reason: string }[]
  failures: TestFailure[]
  output: string
}

export type RunFileOptions = {
  root: string
  scratch: string
  /** The file is killed when none of its tests has begun or ended for so long. */
  timeoutMilliseconds: number
  env: NodeJS.ProcessEnv
  signal: AbortSignal
}

const reporter = new URL('./reporter.ts', import.meta.url).href

/**
 * Runs one test file in its own process and never rejects: anything that keeps the file from finishing its tests is a
 * failure in the result. The process leads a process group, which is killed when the file ends or times out, so neither
 * a test that ignores SIGTERM nor a server it left running survives. Output goes to a file instead of a pipe, because a
 * surviving grandchild would keep a pipe open forever.
 */
export async function runFile(file: string, options: RunFileOptions): Promise<FileResult> {
  const name = file.replaceAll(/[^\w.-]/g, '_')
  const recordsPath = join(options.scratch, `${name}.jsonl`)
  const outputPath = join(options.scratch, `${name}.log`)
  const started = performance.now()

  const ending = await runProcess(
    [`--test-reporter=${reporter}`, `--test-reporter-destination=${recordsPath}`, file],
    { records: recordsPath, output: outputPath },
    options,
  )

  const records = existsSync(recordsPath) ? parseRecords(readFileSync(recordsPath, 'utf8')) : []
  const notes = records.flatMap((record) => (record.kind === 'note' ? [record.text] : []))
  const result: FileResult = {
    file,
    milliseconds: performance.now() - started,
    passed: records.flatMap((record) => (record.kind === 'pass' ? [record.name] : [])),
    skipped: records.filter((record) => record.kind === 'skip'),
    failures: records.filter((record) => record.kind === 'fail'),
    output: readFileSync(outputPath, 'utf8'),
  }
  const crash = fileFailure(result, ending, records)
  if (crash) {
    result.failures.push({ name: '(file)', at: file, error: [crash, ...notes].join('\n'), cancelled: false })
  }
  return result
}

type Ending = { code: number | null; signal: NodeJS.Signals | null; timedOutAfter?: number }

/** Why the file as a whole failed, if no single test says so. */
function fileFailure(result: FileResult, ending: Ending, records: TestRecord[]): string | undefined {
  if (ending.timedOutAfter !== undefined) {
    const running = runningTests(records).join(', ')
    const what =
      running === '' ? 'something it opened keeps it alive, or a loop never yields' : `running: ${running}`
    return `got no further for ${ending.timedOutAfter / 1000} s: ${what}`
  }
  if (ending.signal) return `killed by ${ending.signal}`
  if (records.at(-1)?.kind !== 'end') {
    return ending.code === 0
      ? 'ended before its tests did: it declares none, or something called process.exit'
      : `crashed with exit code ${ending.code}`
  }
  if (result.passed.length + result.skipped.length + result.failures.length === 0) return 'declares no tests'
  if (ending.code !== 0 && result.failures.length === 0)
    return `exit code ${ending.code} though its tests passed`
  return undefined
}

function runningTests(records: TestRecord[]): string[] {
  const running = new Set<string>()
  for (const record of records) {
    if (record.kind === 'begun') running.add(record.test)
    if (record.kind === 'ended') running.delete(record.test)
  }
  return [...running]
}

function runProcess(
  args: string[],
  paths: { records: string; output: string },
  options: RunFileOptions,
): Promise<Ending> {
  const output = openSync(paths.output, 'w')
  const child = spawn(process.execPath, args, {
    cwd: options.root,
    env: options.env,
    detached: true,
    stdio: ['ignore', output, output],
  })
  closeSync(output)
  const kill = () => killGroup(child.pid)
  const { promise, resolve, reject } = Promise.withResolvers<Ending>()
  let timedOutAfter: number | undefined
  const limit = options.timeoutMilliseconds
  const started = Date.now()
  const look = () => {
    // The reporter writes whenever a test begins or ends: a file of many tests may take long on a busy machine.
    const heard = statSync(paths.records, { throwIfNoEntry: false })?.mtimeMs ?? started
    const silent = Date.now() - heard
    if (silent < limit) {
      timer = setTimeout(look, limit - silent)
      return
    }
    timedOutAfter = limit
    kill()
  }
  let timer = setTimeout(look, limit)
  options.signal.addEventListener('abort', kill)
  child.on('error', reject)
  child.on('exit', (code, signal) => {
    clearTimeout(timer)
    options.signal.removeEventListener('abort', kill)
    kill()
    resolve(timedOutAfter === undefined ? { code, signal } : { code, signal, timedOutAfter })
  })
  return promise
}

function killGroup(leader: number | undefined): void {
  if (leader === undefined) return
  try {
    process.kill(-leader, 'SIGKILL')
  } catch (error) {
    // Every process of the group has already ended: ESRCH, or EPERM on macOS.
    const code = error instanceof Error && 'code' in error ? error.code : undefined
    if (code !== 'ESRCH' && code !== 'EPERM') throw error
  }
}

/** A killed process may leave half a line at the end. */
function parseRecords(text: string): TestRecord[] {
  const complete = text.slice(0, text.lastIndexOf('\n') + 1)
  return complete
    .split('\n')
    .filter((line) => line !== '')
    .map((line): TestRecord => JSON.parse(line))
}
