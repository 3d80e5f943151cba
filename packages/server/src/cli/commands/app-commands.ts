import type { Core } from '../../app/core.ts'
import { type App, defaultAppSettings } from '../../domain/tenancy/app.ts'
import { type Command, UsageError } from '../command.ts'
import { parseSettingChange } from './setting-change.ts'

/** @throws UsageError when there is no such app. */
export function requireApp(core: Core, key: string | undefined): App {
  const app = key === undefined ? undefined : core.apps.byKey(key)
  if (app !== undefined) return app
  const known = core.apps.list().map((each) => each.key)
  throw new UsageError(
    `${key === undefined ? 'name an app' : `there is no app ${key}`}; known: ${known.join(', ')}`,
  )
}

function describe(app: App): string {
  const settings = Object.entries(app.settings).map(([name, value]) => `  ${name}: ${value}`)
  return [
    `app key: ${app.key}`,
    `application: ${app.uuid}`,
    `client id: ${app.clientId}`,
    `client secret: ${app.clientSecret}`,
    `app id: ${app.appId}`,
    `app certificate: ${app.appCertificate}`,
    'settings:',
    ...settings,
  ].join('\n')
}

const create: Command = {
  name: 'app create',
  usage: '<org#app>',
  help: 'Create an app with random credentials',
  async run(core, { args: [key = ''] }) {
    const [org, name, extra] = key.split('#')
    if (!org || !name || extra !== undefined) throw new UsageError('name the app as org#app')
    try {
      const app = await core.apps.create({ org, name })
      if (app === undefined) throw new UsageError(`${key} exists already`)
      return describe(app)
    } catch (error) {
      throw error instanceof RangeError ? new UsageError(error.message) : error
    }
  },
}

const list: Command = {
  name: 'app list',
  usage: '',
  help: 'List the apps',
  run: async (core) =>
    core.apps
      .list()
      .map((app) => `${app.key}\t${app.uuid}\t${app.clientId}`)
      .join('\n'),
}

const show: Command = {
  name: 'app show',
  usage: '<org#app>',
  help: 'Show credentials and settings of an app',
  run: async (core, { args }) => describe(requireApp(core, args[0])),
}

const set: Command = {
  name: 'app set',
  usage: '<org#app> <setting>=<value> …',
  help: `Change settings of an app: ${Object.keys(defaultAppSettings).join(', ')}`,
  async run(core, { args: [key, ...changes] }) {
    const app = requireApp(core, key)
    if (changes.length === 0) throw new UsageError('name at least one setting=value')
    return describe(
      await core.apps.changeSettings(app, Object.assign({}, ...changes.map(parseSettingChange))),
    )
  },
}

const rotateSecret: Command = {
  name: 'app rotate-secret',
  usage: '<org#app>',
  help: 'Give an app a new client secret; tokens already issued stay valid',
  run: async (core, { args }) => describe(await core.apps.rotateSecret(requireApp(core, args[0]))),
}

export const appCommands: readonly Command[] = [create, list, show, set, rotateSecret]
