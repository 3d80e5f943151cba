import { cp, mkdir, realpath, rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { run } from '../harness/run-program.ts'

const bundle = '/etc/ssl/certs/ca-certificates.crt'

/**
 * Makes what stands for the image `node:24-slim`, where no registry of images is reachable: a small Debian with the Node of the tests,
 * npm, and what this machine needs to reach the registry of packages.
 * @param folder gets a store of images for buildah; needs root, and a file system on which overlays can be mounted.
 */
export async function makeBase(folder: string, name: string): Promise<void> {
  const root = join(folder, 'root')
  await run('debootstrap', ['--variant=minbase', 'bookworm', root])
  const superfluous = [
    'var/cache/apt',
    'var/lib/apt/lists',
    'usr/share/doc',
    'usr/share/man',
    'usr/share/locale',
  ]
  for (const each of superfluous) await rm(join(root, each), { recursive: true, force: true })
  await addNode(root)
  const file = join(folder, 'Dockerfile')
  await writeFile(file, `FROM scratch\nCOPY . /\n${await addBundle(root)}`)
  const runroot = join(folder, 'run')
  const store = ['--root', folder, '--runroot', runroot, '--storage-driver', 'overlay']
  await run('buildah', [...store, 'bud', '-q', '--isolation', 'chroot', '-f', file, '-t', name, root])
  for (const each of [root, file, runroot]) await rm(each, { recursive: true, force: true })
}

async function addNode(root: string): Promise<void> {
  const local = join(root, 'usr/local')
  await cp(await realpath(process.execPath), join(local, 'bin/node'))
  // Set by npm, which runs this.
  const npm = join(await realpath(process.env.npm_execpath!), '../..')
  await cp(npm, join(local, 'lib/node_modules/npm'), { recursive: true })
  await run('ln', ['-s', '../lib/node_modules/npm/bin/npm-cli.js', join(local, 'bin/npm')])
  const registry = (await run('npm', ['config', 'get', 'registry'])).trim()
  await mkdir(join(local, 'etc'), { recursive: true })
  await writeFile(join(local, 'etc/npmrc'), `registry=${registry}\n`)
}

/** Certificates that this machine adds to those of Node; returns the line that names them. */
async function addBundle(root: string): Promise<string> {
  const added = process.env.NODE_EXTRA_CA_CERTS
  if (added === undefined) return ''
  await mkdir(join(root, bundle, '..'), { recursive: true })
  await cp(await realpath(added), join(root, bundle))
  await writeFile(join(root, 'usr/local/etc/npmrc'), `cafile=${bundle}\n`, { flag: 'a' })
  return `ENV NODE_EXTRA_CA_CERTS=${bundle}\n`
}
