import { fileURLToPath } from 'node:url'
import { Site } from '../http/site.ts'

/** Path of the documentation site. */
const SITE_PATH = '/docs'

/** The documentation site; undefined if it was not built. @param folder undefined: the one that comes with the server. */
export function openSite(folder?: string): Promise<Site | undefined> {
  return Site.open(folder ?? ownFolder(), SITE_PATH)
}

/** In the repository `npm run docs` makes it; packages bring it along, one folder above their JavaScript. */
function ownFolder(): string {
  const isSource = import.meta.url.endsWith('.ts')
  return fileURLToPath(new URL(isSource ? '../../../../build/site' : '../site', import.meta.url))
}
