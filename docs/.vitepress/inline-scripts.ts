import { createHash } from 'node:crypto'
import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'

/** Moves the scripts inside a page to files, so that a content security policy without `unsafe-inline` lets them run. */
export function moveInlineScripts(html: string, outDir: string, base: string): string {
  return html.replaceAll(/<script(?: id="[\w-]+")?>([\s\S]*?)<\/script>/g, (_tag, code: string) => {
    const hash = createHash('sha256').update(code).digest('hex').slice(0, 8)
    mkdirSync(join(outDir, 'assets'), { recursive: true })
    writeFileSync(join(outDir, `assets/inline.${hash}.js`), code)
    return `<script src="${base}assets/inline.${hash}.js"></script>`
  })
}
