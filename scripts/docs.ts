// npm run docs [folder]: builds the documentation site from docs/, into build/site unless a folder is named. Dead links fail the build.
import { join, resolve } from 'node:path'
import { build } from 'vitepress'

const root = join(import.meta.dirname, '..')
const [folder] = process.argv.slice(2)
await build(join(root, 'docs'), { outDir: resolve(folder ?? join(root, 'build/site')) })
