import { chmodSync, cpSync, existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { basename, join } from 'node:path'
import { build, type Plugin } from 'esbuild'
import { thirdPartyLicences } from './licences.ts'
import { findNeighbours, neighbourUrls } from './neighbours.ts'

/** A package.json, as far as the build reads it. */
export interface Manifest {
  name: string
  version: string
  type: string
  description: string
  license: string
  keywords: string[]
  engines: Record<string, string>
  bin?: Record<string, string>
  sideEffects?: boolean
  exports: Record<string, string>
  dependencies?: Record<string, string>
  optionalDependencies?: Record<string, string>
}

export interface PackageBuild {
  /** Root of the repository. */
  root: string
  /** Folder of the package, from the root. */
  folder: string
  /** Where the finished package goes, ready for `npm pack`; replaced. */
  stage: string
  platform: 'node' | 'browser'
  /** Packages of this repository that are installed beside it; every other dependency is bundled. */
  beside?: readonly string[]
  /** Folders that are brought along once they are built, by their names in the package: paths from the root. */
  folders?: Readonly<Record<string, string>>
  plugins?: readonly Plugin[]
  /** Writes its declarations into a folder, if they are not made from its sources like those of others. */
  writeTypes?: (root: string, out: string) => void
}

/** The oldest Node that packages run on; the syntax of newer ones is lowered to it. */
const NODE = 'node22'
const BROWSER = 'es2022'

/** CommonJS packages inside an ES module ask for `require`. */
const REQUIRE =
  "import { createRequire as createRequireOfBundle } from 'node:module'; const require = createRequireOfBundle(import.meta.url);"

/**
 * Builds one package: JavaScript with source maps, and what else belongs into its tarball except declarations and folders. Entry points are
 * the exports of its package.json and the worker threads that its sources start.
 * @returns its declarations that are to be made: files to write by source.
 */
export async function buildPackage(options: PackageBuild): Promise<Map<string, string>> {
  const { root, folder, stage, platform, beside = [], plugins = [] } = options
  const manifest = JSON.parse(readFileSync(join(root, folder, 'package.json'), 'utf8')) as Manifest
  const sources = join(root, folder, 'src')
  const exported = entriesOf(manifest)
  const neighbours = findNeighbours(root, join(folder, 'src'))
  const entries: Record<string, string> = { ...exported }
  Object.assign(entries, commandsOf(manifest))
  for (const [name, path] of Object.entries(neighbours.workers)) entries[name] = join(root, path)
  rmSync(stage, { recursive: true, force: true })
  mkdirSync(stage, { recursive: true })
  const isNode = platform === 'node'
  const { metafile } = await build({
    absWorkingDir: root,
    entryPoints: Object.fromEntries(
      Object.entries(entries).map(([name, path]) => [
        name,
        path.startsWith('/') ? path : join(root, folder, path),
      ]),
    ),
    outdir: join(stage, 'dist'),
    chunkNames: '[name]-[hash]',
    bundle: true,
    splitting: true,
    format: 'esm',
    platform,
    target: isNode ? NODE : BROWSER,
    external: [...Object.keys(manifest.optionalDependencies ?? {}), ...beside, 'pg-native'],
    ...(isNode
      ? { banner: { js: REQUIRE }, inject: [join(root, 'scripts/build/async-disposable-stack.js')] }
      : {}),
    // The first that knows a file reads it.
    plugins: [...plugins, neighbourUrls(sources)],
    // Names stay, so that stack traces can be read without the source maps.
    minifyWhitespace: true,
    minifySyntax: true,
    legalComments: 'none',
    sourcemap: true,
    sourcesContent: false,
    metafile: true,
    logLevel: 'warning',
  })
  for (const [name, path] of Object.entries(neighbours.files))
    cpSync(join(root, path), join(stage, 'dist', name))
  for (const name of Object.keys(manifest.bin ?? {})) {
    cpSync(join(root, 'scripts/build/command.cjs'), join(stage, guard(name)))
    chmodSync(join(stage, guard(name)), 0o755)
  }
  const licences = thirdPartyLicences(root, Object.keys(metafile.inputs))
  if (licences !== undefined) writeFileSync(join(stage, 'THIRD-PARTY-LICENSES'), licences)
  for (const file of ['LICENSE', 'CHANGELOG.md']) cpSync(join(root, file), join(stage, file))
  if (existsSync(join(root, folder, 'README.md')))
    cpSync(join(root, folder, 'README.md'), join(stage, 'README.md'))
  writeFileSync(join(stage, 'package.json'), `${JSON.stringify(published(manifest, options), null, 2)}\n`)
  if (options.writeTypes !== undefined) {
    options.writeTypes(root, join(stage, 'dist'))
    return new Map()
  }
  return new Map(
    Object.entries(exported).map(([name, path]) => [
      join(root, folder, path),
      join(stage, 'dist', `${name}.d.ts`),
    ]),
  )
}

/** Names of built files and their sources, from the exports: `index` for `.`, `vitest` for `./vitest`. */
function entriesOf({ exports }: Manifest): Record<string, string> {
  const code = Object.entries(exports).filter(([, path]) => path.endsWith('.ts'))
  return Object.fromEntries(code.map(([name, path]) => [name === '.' ? 'index' : name.slice(2), path]))
}

/** Commands and their sources: `main` for the only one. */
function commandsOf({ bin = {} }: Manifest): Record<string, string> {
  return Object.fromEntries(Object.values(bin).map((path) => [basename(path, '.ts'), path]))
}

/** The file behind a command: plain JavaScript that refuses a Node that is too old, then loads the built code. */
const guard = (command: string) => `./bin/${command}.cjs`

/** The package.json of the tarball: built files for sources, and only what has to be installed. */
function published(manifest: Manifest, { beside = [], folders = {} }: PackageBuild): object {
  const { exports, dependencies = {}, bin, ...rest } = manifest
  const needed = Object.entries(dependencies).filter(([name]) => beside.includes(name))
  return {
    ...rest,
    ...(bin === undefined
      ? {}
      : { bin: Object.fromEntries(Object.keys(bin).map((name) => [name, guard(name)])) }),
    exports: Object.fromEntries(
      Object.entries(exports).map(([name, path]) => {
        if (!path.endsWith('.ts')) return [name, path]
        const file = `./dist/${name === '.' ? 'index' : name.slice(2)}`
        return [name, { types: `${file}.d.ts`, default: `${file}.js` }]
      }),
    ),
    types: './dist/index.d.ts',
    files: [
      ...(bin === undefined ? [] : ['bin']),
      'dist',
      ...Object.keys(folders),
      'CHANGELOG.md',
      'THIRD-PARTY-LICENSES',
    ],
    ...(needed.length === 0 ? {} : { dependencies: Object.fromEntries(needed) }),
  }
}
