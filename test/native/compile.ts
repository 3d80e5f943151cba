import { globSync } from 'node:fs'
import { join } from 'node:path'
import { run } from '../harness/run-program.ts'
import { deviceClassPath, findJdk, kotlinFolder } from './installation.ts'

/* Compiles the code of an app against the vendor's Android SDK. Both throw an Error with what the compiler says. */

/** @returns class path of what was compiled. */
export async function compileJava(file: string, out: string): Promise<string[]> {
  const words = ['-encoding', 'UTF-8', '-proc:none', '-d', out, '-cp', deviceClassPath().join(':')]
  await run(join(findJdk()!, 'bin', 'javac'), [...words, file])
  return [out]
}

/** @returns class path of what was compiled. */
export async function compileKotlin(file: string, out: string): Promise<string[]> {
  const jars = globSync('*.jar', { cwd: kotlinFolder }).map((jar) => join(kotlinFolder, jar))
  const library = jars.find((jar) => jar.includes('kotlin-stdlib-'))!
  await run(join(findJdk()!, 'bin', 'java'), [
    ...['-cp', jars.join(':'), 'org.jetbrains.kotlin.cli.jvm.K2JVMCompiler'],
    ...['-no-stdlib', '-no-reflect', '-d', out, '-cp', [library, ...deviceClassPath()].join(':'), file],
  ])
  return [out, library]
}
