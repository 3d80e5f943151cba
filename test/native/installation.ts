import { existsSync, globSync, readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { digest, cache as sharedCache } from '../harness/cache-folder.ts'
import { isRequired } from '../harness/required.ts'

/* Where the vendor's Android SDK and what runs it are on this machine. `npm run setup:native` puts them there. */

/** What the setup compiles, and the list of what it fetches. */
export const sources = join(import.meta.dirname, 'android')
const cache = process.env.RINGPOST_TEST_NATIVE_CACHE ?? join(sharedCache, 'native')

/** The fetched packages: `jars/`, and the SDK unpacked in `sdk/`. A folder that exists is complete. */
export const packagesFolder = join(cache, `packages-${digestOf([join(sources, 'pom.xml')])}`)
/** The Kotlin compiler and its library. A folder that exists is complete. */
export const kotlinFolder = join(cache, `kotlin-${digestOf([join(sources, 'kotlin', 'pom.xml')])}`)
/** What was built from our sources for those packages: `classes/`, `jni/`, `native/`. A folder that exists is complete. */
export const builtFolder = join(cache, `built-${digestOf(allSources())}`)

/** For `skip` of tests that run the SDK; if a run requires them, nothing is skipped, so they fail. */
export function withoutNative(): string | false {
  if (isRequired('native')) return false
  const isComplete = [packagesFolder, kotlinFolder, builtFolder].every((folder) => existsSync(folder))
  if (isComplete && findJdk() !== undefined) return false
  return 'no Android SDK: run `npm run setup:native` once (it fetches 265 MB from Maven Central, and says what it needs)'
}

/** What the app of a device runs with: our classes, the SDK, Android. */
export function deviceClassPath(): string[] {
  const jars = join(packagesFolder, 'jars')
  const names = readdirSync(jars).filter((name) => name.endsWith('.jar'))
  // Android's own classes are the last to be looked up, and only once.
  const isAndroid = (name: string) => name.startsWith('android-all-')
  const [android] = names.filter(isAndroid).sort()
  return [
    ...[join(builtFolder, 'classes'), join(packagesFolder, 'sdk', 'classes.jar')],
    ...[...names.filter((name) => !isAndroid(name)), android!].map((name) => join(jars, name)),
  ]
}

/** Home of a JDK 17, the newest version that these packages run on. */
export function findJdk(): string | undefined {
  const homes = [process.env.JAVA_HOME ?? '', ...globSync('/usr/lib/jvm/*17*').sort()]
  return homes.find((home) => existsSync(join(home, 'include', 'jni.h')) && isVersion17(home))
}

function isVersion17(home: string): boolean {
  const release = join(home, 'release')
  return existsSync(release) && /^JAVA_VERSION="17[."]/m.test(readFileSync(release, 'utf8'))
}

function allSources(): string[] {
  const folders = [sources, join(import.meta.dirname, 'setup')]
  return folders.flatMap((cwd) => globSync('**/*.{xml,c,java,ts}', { cwd }).map((name) => join(cwd, name)))
}

function digestOf(files: readonly string[]): string {
  return digest(...files.toSorted().map((file) => readFileSync(file)))
}
