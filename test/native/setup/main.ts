// npm run setup:native: fetches the vendor's Android SDK, what runs it on a JVM and a compiler of Kotlin, and builds the rest, into a
// folder outside of the clone. What is there is kept. Exit code 2: the machine lacks something.
import { existsSync } from 'node:fs'
import { makeFolder } from '../../harness/make-folder.ts'
import { builtFolder, findJdk, kotlinFolder, packagesFolder } from '../installation.ts'
import { build } from './build.ts'
import { fetchKotlin, fetchPackages } from './fetch-packages.ts'
import { lacks } from './lacks.ts'

const missing = await lacks()
for (const each of missing) console.error(`The Android SDK needs ${each}`)
if (missing.length > 0) {
  console.error(
    'Debian 12: apt-get install openjdk-17-jdk-headless maven gcc libc6-dev binutils unzip zlib1g',
  )
  process.exit(2)
}
const jdk = findJdk()!
if (!existsSync(packagesFolder)) {
  console.log('fetching 190 MB from Maven Central')
  await makeFolder(packagesFolder, (folder) => fetchPackages(folder, jdk))
}
if (!existsSync(kotlinFolder)) {
  console.log('fetching 75 MB from Maven Central')
  await makeFolder(kotlinFolder, (folder) => fetchKotlin(folder, jdk))
}
if (!existsSync(builtFolder)) {
  console.log('building')
  await makeFolder(builtFolder, (folder) => build(folder, jdk))
}
console.log(`The Android SDK is ready in ${builtFolder}`)
