import { globSync } from 'node:fs'
import { mkdir, rename, rm, symlink, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { run } from '../../harness/run-program.ts'
import { sources } from '../installation.ts'

/** Fills the folder with `jars/`, everything for the class path and Robolectric, and `sdk/`, the SDK unpacked. */
export async function fetchPackages(folder: string, jdk: string): Promise<void> {
  const jars = join(folder, 'jars')
  const sdk = join(folder, 'sdk')
  await mkdir(sdk, { recursive: true })
  await copyPackages(join(sources, 'pom.xml'), jars, jdk)
  for (const aar of globSync('{monitor,espresso-idling-resource}-*.aar', { cwd: jars })) {
    await run('unzip', ['-q', join(jars, aar), 'classes.jar', '-d', jars])
    await rename(join(jars, 'classes.jar'), join(jars, aar.replace(/aar$/, 'jar')))
  }
  // Robolectric also opens the newest Android it knows, only for resources that are not used here: it gets the same file.
  const android = 'android-all-instrumented-11-robolectric-6757853-i4.jar'
  await symlink(android, join(jars, 'android-all-instrumented-14-robolectric-10818077-i4.jar'))
  const [archive] = globSync('hyphenate-chat-*.aar', { cwd: jars })
  await run('unzip', ['-q', join(jars, archive!), 'classes.jar', 'jni/x86_64/*', '-d', sdk])
  await writeFile(join(folder, 'README'), 'Made by `npm run setup:native` of Ringpost; may be removed.\n')
}

/** Fills the folder with the Kotlin compiler and what it needs. */
export async function fetchKotlin(folder: string, jdk: string): Promise<void> {
  await copyPackages(join(sources, 'kotlin', 'pom.xml'), folder, jdk)
}

/** Copies what a list names, and what that needs, into a folder. */
async function copyPackages(list: string, folder: string, jdk: string): Promise<void> {
  const repository = join(folder, 'repository')
  await run(
    'mvn',
    [
      ...['-q', '-B', '-f', list, `-Dmaven.repo.local=${repository}`],
      ...['dependency:copy-dependencies', `-DoutputDirectory=${folder}`],
    ],
    { JAVA_HOME: jdk },
  )
  await rm(repository, { recursive: true })
}
