import { findProgram } from '../../harness/find-programs.ts'
import { run } from '../../harness/run-program.ts'
import { findJdk } from '../installation.ts'

/** What the SDK needs and this machine lacks, in words. */
export async function lacks(): Promise<string[]> {
  const missing: string[] = []
  if (process.platform !== 'linux' || process.arch !== 'x64')
    return ['Linux on x86_64: it ships native code for that']
  for (const program of ['mvn', 'gcc', 'nm', 'unzip'])
    if (findProgram(program) === undefined) missing.push(program)
  if (findJdk() === undefined) missing.push('JDK 17, in JAVA_HOME or /usr/lib/jvm')
  if (findProgram('gcc') !== undefined && (await zlib()) === undefined) missing.push('libz.so.1')
  return missing
}

/** Path of the system's zlib, which the SDK's libraries ask for by another name. */
export async function zlib(): Promise<string | undefined> {
  // gcc repeats the name of what it does not find.
  const path = (await run('gcc', ['-print-file-name=libz.so.1'])).trim()
  return path.startsWith('/') ? path : undefined
}
