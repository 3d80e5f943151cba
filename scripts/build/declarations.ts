import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { generateDtsBundle } from 'dts-bundle-generator'

/**
 * Writes a declaration file for each entry point, which holds every type that it needs and imports nothing of what is bundled.
 * All of a package at once, because reading the sources takes nearly all of the time.
 * @param files what to write, by source.
 */
export function writeDeclarations(root: string, files: ReadonlyMap<string, string>): void {
  const texts = generateDtsBundle(
    [...files.keys()].map((filePath) => ({
      filePath,
      output: { noBanner: true, exportReferencedTypes: false },
    })),
    { preferredConfigPath: join(root, 'scripts/build/tsconfig.json') },
  )
  for (const [index, file] of [...files.values()].entries()) writeFileSync(file, texts[index]!)
}
