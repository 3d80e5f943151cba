// npm run setup:clients: fetches generators of clients (TypeScript, Python, Java) into a folder outside of the clone. As dependencies
// they would be larger than the server. What is there is kept. Exit code 2: the machine lacks something.
import { existsSync } from 'node:fs'
import { mkdir, rm } from 'node:fs/promises'
import { join } from 'node:path'
import { makeFolder } from '../../harness/make-folder.ts'
import { run } from '../../harness/run-program.ts'
import { generatorsFolder, lacks, pom, versions } from './installation.ts'

const missing = lacks()
if (missing.length > 0) {
  console.error(`The generators of clients need ${missing.join(', ')}`)
  console.error('Debian 12: apt-get install openjdk-17-jdk-headless maven python3 python3-pip')
  process.exit(2)
}
if (!existsSync(generatorsFolder)) {
  console.log('fetching 100 MB from npm, PyPI and Maven Central')
  await makeFolder(generatorsFolder, async (folder) => {
    const repository = join(folder, 'repository')
    const { 'openapi-python-client': python, ...npm } = versions
    await mkdir(join(folder, 'node_modules'))
    await Promise.all([
      run('npm', [
        ...['install', '--prefix', folder, '--no-audit', '--no-fund', '--ignore-scripts'],
        ...Object.entries(npm).map(([name, version]) => `${name}@${version}`),
      ]),
      run('python3', [
        ...['-m', 'pip', 'install', '-q', '--target', join(folder, 'python')],
        `openapi-python-client==${python}`,
      ]),
      run('mvn', [
        ...['-q', '-B', '-f', pom, `-Dmaven.repo.local=${repository}`],
        ...['dependency:copy-dependencies', `-DoutputDirectory=${join(folder, 'jars')}`],
      ]),
    ])
    await rm(repository, { recursive: true })
  })
}
console.log(`The generators of clients are ready in ${generatorsFolder}`)
