// npm run setup:examples: fetches what the pages and examples let their readers install into a folder outside of the clone, so that
// tests run their commands as printed, without network, and parsers for what they cannot run. Packages for a language that the machine lacks are left out.
import { cpSync, existsSync } from 'node:fs'
import { mkdir, rm } from 'node:fs/promises'
import { join } from 'node:path'
import { findProgram } from '../harness/find-programs.ts'
import { makeFolder } from '../harness/make-folder.ts'
import { run } from '../harness/run-program.ts'
import { findJdk } from '../native/installation.ts'
import { parserPackages, parsersFolder } from '../site/parsers.ts'
import { downloadsFolder, mavenProjects, npmPackages, placesIn, pythonPackages } from './downloads.ts'

if (!existsSync(downloadsFolder))
  await makeFolder(downloadsFolder, async (folder) => {
    await Promise.all([fetchNpm(folder), fetchPython(folder), fetchMaven(folder)])
  })
if (!existsSync(parsersFolder)) await fetchParsers()
console.log(`The packages of the examples are ready in ${downloadsFolder}`)

async function fetchNpm(folder: string): Promise<void> {
  const words = ['install', '--prefix', folder, '--no-save', '--no-audit', '--no-fund', '--ignore-scripts']
  await run('npm', [...words, ...npmPackages], { npm_config_cache: placesIn(folder).npmCache })
}

async function fetchPython(folder: string): Promise<void> {
  const python = findProgram('python3')
  if (python === undefined) return console.log('without python3: no pytest')
  await run(python, ['-m', 'pip', 'download', '-q', '-d', placesIn(folder).wheels, ...pythonPackages])
}

async function fetchParsers(): Promise<void> {
  const python = findProgram('python3')
  if (python === undefined) return console.log('without python3: no parsers')
  await makeFolder(parsersFolder, async (folder) => {
    const words = ['-m', 'pip', 'install', '-q', '--no-compile', '--target', folder]
    await run(python, [...words, ...parserPackages])
  })
}

/** Lets Maven do what tests do, but run no test. */
async function fetchMaven(folder: string): Promise<void> {
  const jdk = findJdk()
  if (jdk === undefined || findProgram('mvn') === undefined)
    return console.log('without JDK 17 or mvn: no JUnit')
  const scratch = join(folder, 'scratch')
  await mkdir(scratch)
  const words = ['-q', '-B', `-Dmaven.repo.local=${placesIn(folder).mavenRepository}`, '-Dgroups=none']
  for (const project of mavenProjects) {
    cpSync(project, join(scratch, 'project'), { recursive: true })
    await run('mvn', [...words, '-f', join(scratch, 'project'), 'install'], { JAVA_HOME: jdk })
    await rm(join(scratch, 'project'), { recursive: true })
  }
  await rm(scratch, { recursive: true })
}
