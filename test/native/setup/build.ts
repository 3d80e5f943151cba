import { globSync } from 'node:fs'
import { mkdir, mkdtemp, rm, symlink, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { run } from '../../harness/run-program.ts'
import { packagesFolder, sources } from '../installation.ts'
import { zlib } from './lacks.ts'
import { shimSources, writeShimSymbols } from './shim-symbols.ts'

/** The SDK's own libraries, unchanged. */
const vendor = join(packagesFolder, 'sdk', 'jni', 'x86_64')
const [main, ...others] = ['libhyphenate.so', 'libevent2.so', 'libcipherdb.so']

/** Fills the folder with what the JVM of a device loads: `native/` and `jni/` with libraries, `classes/`. */
export async function build(folder: string, jdk: string): Promise<void> {
  const native = join(folder, 'native')
  const jni = join(folder, 'jni')
  await mkdir(native)
  await mkdir(jni)
  await buildShim(native)
  // The name by which libhyphenate.so asks for it.
  await symlink(join(vendor, 'libcipherdb.so'), join(native, 'libsqlcipher.so'))
  for (const library of [main!, ...others]) await symlink(join(vendor, library), join(native, library))
  for (const library of others) await symlink(join(vendor, library), join(jni, library))
  await buildLoaders(native, jni, jdk)
  const jars = globSync('*.jar', { cwd: join(packagesFolder, 'jars') }).map((jar) =>
    join(packagesFolder, 'jars', jar),
  )
  await run(join(jdk, 'bin', 'javac'), [
    ...['-nowarn', '-encoding', 'UTF-8', '-proc:none', '-d', join(folder, 'classes')],
    ...['-cp', [join(packagesFolder, 'sdk', 'classes.jar'), ...jars].join(':')],
    ...globSync('java/**/*.java', { cwd: sources }).map((file) => join(sources, file)),
  ])
}

/** What stands in for Android's C library. */
async function buildShim(native: string): Promise<void> {
  const scratch = await mkdtemp(join(tmpdir(), 'ringpost-shim-'))
  await writeShimSymbols(
    [main!, ...others].map((library) => join(vendor, library)),
    scratch,
  )
  const versions = join(scratch, 'versions.map')
  await writeFile(versions, 'LIBC { };\n')
  const object = (name: string) => join(scratch, `${name}.o`)
  for (const name of shimSources)
    await run('gcc', [
      ...['-O1', '-fPIC', '-Wall', '-fno-builtin', '-Wno-builtin-declaration-mismatch'],
      ...['-include', join(scratch, `${name}.h`), '-c', join(sources, `${name}.c`), '-o', object(name)],
    ])
  await run('gcc', ['-c', join(scratch, 'jumps.s'), '-o', object('jumps')])
  await run('gcc', [
    ...['-shared', '-o', join(native, 'libshim.so'), ...[...shimSources, 'jumps'].map(object)],
    ...[`-Wl,--version-script=${versions}`, '-Wl,-soname,libc.so', '-lm', '-ldl', '-lpthread'],
  ])
  for (const name of ['libc', 'libm', 'libdl', 'liblog'])
    await symlink('libshim.so', join(native, `${name}.so`))
  await symlink((await zlib())!, join(native, 'libz.so'))
  await rm(scratch, { recursive: true })
}

/** What the JVM loads in place of libhyphenate.so, and before it. */
async function buildLoaders(native: string, jni: string, jdk: string): Promise<void> {
  const headers = [`-I${join(jdk, 'include')}`, `-I${join(jdk, 'include', 'linux')}`]
  const shared = ['-shared', '-fPIC', '-Wall', ...headers]
  const preload = join(sources, 'preload.c')
  await run('gcc', [...shared, preload, '-o', join(native, 'libpreload.so'), '-ldl'])
  await run('gcc', [
    ...[...shared, join(sources, 'wrapper.c'), '-o', join(jni, main!), '-Wl,-soname,libwrapper.so'],
    ...['-Wl,--no-as-needed', '-Wl,--allow-shlib-undefined', '-L', native],
    ...[`-Wl,-rpath-link,${native}`, `-l:${main}`],
  ])
}
