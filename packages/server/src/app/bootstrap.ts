import type { NewApp } from '../domain/tenancy/app.ts'
import type { AppRegistry } from '../domain/tenancy/app-registry.ts'

const HEX = /^[0-9a-f]{32}$/i

/** Parses `RINGPOST_BOOTSTRAP`. @throws Error if it is not in the documented form. */
export function parseBootstrap(text: string): NewApp[] {
  return text
    .split(',')
    .map((part) => part.trim())
    .filter((part) => part !== '')
    .map(parseApp)
}

function parseApp(text: string): NewApp {
  const [key = '', ...credentials] = text.split(':')
  const [org = '', name = '', extra] = key.split('#')
  if (org === '' || name === '' || extra !== undefined) throw new Error()
  if (![0, 2, 4].includes(credentials.length) || credentials.includes('')) throw new Error()
  const [clientId, clientSecret, appId, appCertificate] = credentials
  for (const hex of [appId, appCertificate]) if (hex !== undefined && !HEX.test(hex)) throw new Error()
  return {
    org,
    name,
    ...(clientId === undefined ? {} : { clientId }),
    ...(clientSecret === undefined ? {} : { clientSecret }),
    ...(appId === undefined ? {} : { appId }),
    ...(appCertificate === undefined ? {} : { appCertificate }),
  }
}

/** Creates the given apps; an installation without any app gets `demo#demo`. */
export async function bootstrapApps(apps: AppRegistry, wanted: readonly NewApp[]): Promise<void> {
  for (const app of wanted) await apps.ensure(app)
  if (apps.list().length === 0) await apps.ensure({ org: 'demo', name: 'demo' })
}
