import { globSync, writeFileSync } from 'node:fs'
import { basename, join } from 'node:path'
import ts from 'typescript'

/**
 * Writes a declaration file for each source file of a package that is in one folder. What other packages declare is imported.
 * @param folder of the package, from the root.
 * @param instead the text of a file that is not written as the compiler would; null: the file is left out; undefined: as it would.
 */
export function emitTypes(
  root: string,
  folder: string,
  out: string,
  instead: (program: ts.Program, file: string, name: string) => string | null | undefined = () => undefined,
): void {
  const sources = globSync(join(root, folder, 'src/*.ts')).filter((file) => !file.endsWith('.test.ts'))
  const config = ts.readConfigFile(join(root, 'tsconfig.json'), ts.sys.readFile).config
  const { options } = ts.parseJsonConfigFileContent({ ...config, files: sources, include: [] }, ts.sys, root)
  delete options.tsBuildInfoFile
  const program = ts.createProgram(sources, {
    ...options,
    ...{ incremental: false, noCheck: true, noEmit: false, declaration: true, emitDeclarationOnly: true },
    ...{ outDir: out },
  })
  for (const file of sources) {
    const name = basename(file, '.ts')
    const write = (text: string) =>
      writeFileSync(join(out, `${name}.d.ts`), text.replaceAll(/(from '\.\/[\w-]+)\.ts'/g, "$1.js'"))
    const text = instead(program, file, name)
    if (text === undefined) program.emit(program.getSourceFile(file), (_, emitted) => write(emitted))
    else if (text !== null) write(text)
  }
}
