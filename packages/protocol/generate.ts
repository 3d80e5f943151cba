/**
 * Generates the protobuf code of this package from the schemas in src: encode and decode only, without Long, and without touching
 * the globals of protobufjs. Run it after changing a schema; the repository check compares the result with the committed files.
 */
import { readFile, writeFile } from 'node:fs/promises'
import { basename } from 'node:path'
import { fileURLToPath } from 'node:url'
import protobuf from 'protobufjs'
import pbjs from 'protobufjs-cli/pbjs.js'

const msync = {
  source: fileURLToPath(new URL('src/msync.proto', import.meta.url)),
  script: fileURLToPath(new URL('src/msync.generated.js', import.meta.url)),
  declarations: fileURLToPath(new URL('src/msync.generated.d.ts', import.meta.url)),
}
const sync = {
  source: fileURLToPath(new URL('src/sync.proto', import.meta.url)),
  script: fileURLToPath(new URL('src/sync.generated.js', import.meta.url)),
  declarations: fileURLToPath(new URL('src/sync.generated.d.ts', import.meta.url)),
}
const shapes = fileURLToPath(new URL('src/wire-shapes.generated.ts', import.meta.url))

/** The generated files: absolute path -> text. Writes nothing; deterministic for given schemas. */
export async function generateProtocol(): Promise<Map<string, string>> {
  return new Map([
    ...(await generateCode(msync)),
    [shapes, bannerOf(msync.source) + listShapes(await parse(msync.source))],
    ...(await generateCode(sync)),
  ])
}

function bannerOf(source: string): string {
  return `// Generated from ${basename(source)} by generate.ts. Do not edit.\n`
}

async function parse(source: string): Promise<protobuf.Root> {
  const { root } = protobuf.parse(await readFile(source, 'utf8'))
  root.resolveAll()
  return root
}

async function generateCode({ source, script, declarations }: typeof msync): Promise<[string, string][]> {
  return [
    [script, bannerOf(source) + (await generateScript(source))],
    [declarations, bannerOf(source) + declare(await parse(source))],
  ]
}

async function generateScript(source: string): Promise<string> {
  const left = ['comments', 'create', 'verify', 'convert', 'delimited', 'typeurl', 'service'].map(
    (part) => `--no-${part}`,
  )
  const options = [
    '--target',
    'static-module',
    '--wrap',
    'esm',
    '--dependency',
    './wire.ts',
    '--null-semantics',
    ...left,
  ]
  const code = await new Promise<string>((resolve, reject) => {
    pbjs.main([...options, source], (error, output) => (error ? reject(error) : resolve(output ?? '')))
  })
  return replaceOnce(
    replaceOnce(code, 'import $protobuf from', 'import * as $protobuf from'),
    '\nexport {\n  $root as default\n};\n',
    '',
  )
}

/** The generator's output is edited, so a new release that phrases it differently must fail here and not at run time. */
function replaceOnce(text: string, search: string, replacement: string): string {
  const parts = text.split(search)
  if (parts.length !== 2)
    throw new Error(`expected exactly one ${JSON.stringify(search)} in the generated code`)
  return parts.join(replacement)
}

/**
 * Two shapes per message: what decode returns (absent is null, repeated is an array) and what encode takes (`Fields`:
 * everything is optional). The declarations of pbts say the same in ten times as many lines, and import Long.
 */
function declare(root: protobuf.Root): string {
  const messages = root.nestedArray.filter((nested) => nested instanceof protobuf.Type)
  return [
    "import type { Codec, LongParts } from './wire.ts'",
    ...messages.map(({ name, fieldsArray }) => {
      const decoded = fieldsArray.map(
        (field) =>
          `  ${field.name}: ${field.repeated ? `readonly ${typeOf(field)}[]` : `${typeOf(field)} | null`}`,
      )
      const encoded = fieldsArray.map((field) => {
        const type = typeOf(field) + (field.resolvedType ? 'Fields' : '')
        return `  ${field.name}?: ${field.repeated ? `readonly ${type}[]` : type} | null | undefined`
      })
      return [
        `export interface ${name} {\n${decoded.join('\n')}\n}`,
        `export interface ${name}Fields {\n${encoded.join('\n')}\n}`,
        `export const ${name}: Codec<${name}, ${name}Fields>`,
      ].join('\n')
    }),
  ]
    .join('\n\n')
    .concat('\n')
}

/** The fields of every message on the wire, for checkWire: number -> type. */
function listShapes(root: protobuf.Root): string {
  const messages = root.nestedArray.filter((nested) => nested instanceof protobuf.Type)
  const shape = ({ name, fieldsArray }: protobuf.Type) =>
    `  ${name}: {\n${fieldsArray.map((field) => `    ${field.id}: '${wireType(field)}',\n`).join('')}  },\n`
  return `export const shapes = {\n${messages.map(shape).join('')}} as const\n`
}

function wireType(field: protobuf.Field): string {
  const type = field.resolvedType?.name ?? field.type
  return field.repeated ? `repeated ${type}` : type
}

function typeOf(field: protobuf.Field): string {
  if (field.resolvedType) return field.resolvedType.name
  if (field.type === 'bytes') return 'Uint8Array'
  if (field.type === 'bool') return 'boolean'
  if (field.type === 'int64') return 'number | LongParts'
  return field.type === 'string' ? 'string' : 'number'
}

if (import.meta.main) {
  for (const [path, text] of await generateProtocol()) await writeFile(path, text)
}
