import { globSync } from 'node:fs'
import { mkdir, rename, rm, symlink, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { run } from '../../harness/run-program.ts'
import { sources } from '../installation.ts'

/** Fills the folder with `jars/`, everything for the class path and Robolectric, and `sdk/`, the SDK unpacked. */
export async function fetchPackages(folder: string, jdk: string): Promise<void> {
  const jars = join(folder, 'jars')
  const sdk = join(folder, 'sdk')
  const repository = join(folder, 'repository')
  await mkdir(sdk, { recursive: true })
  await run(
    'mvn',
    [
      ...['-q', '-B', '-f', join(sources, 'pom.xml'), `-Dmaven.repo.local=${repository}`],
      ...['dependency:copy-dependencies', `-DoutputDirectory=${jars}`],
    ],
    { JAVA_HOME: jdk },
  )
  await rm(repository, { recursive: true })
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
