import { createHash } from 'node:crypto'

/**
 * Value of `Content-Security-Policy` for a page that loads nothing else: it may run the scripts that it contains, and send requests
 * nowhere.
 */
export function contentPolicy(html: string): string {
  const scripts = [...html.matchAll(/<script>([\s\S]*?)<\/script>/g)].map(
    ([, code]) => `'sha256-${createHash('sha256').update(code!).digest('base64')}'`,
  )
  const scriptSources = scripts.length === 0 ? "'none'" : scripts.join(' ')
  return `default-src 'none'; script-src ${scriptSources}; style-src 'unsafe-inline'; img-src data:; base-uri 'none'; form-action 'none'; frame-ancestors 'none'`
}
