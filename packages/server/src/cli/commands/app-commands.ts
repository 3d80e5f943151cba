import type { Core } from '../../app/core.ts'
import { type App, type AppSettings, defaultAppSettings } from '../../domain/tenancy/app.ts'
import { settingChange } from '../../domain/tenancy/setting-change.ts'
import { type DataCommand, UsageError } from '../command.ts'

/** @throws UsageError if there is no such app. */
export function requireApp(core: Core, key: string): App {
  const app = core.apps.byKey(key)
  if (app !== undefined) return app
  throw new UsageError(
    `there is no app ${key}; known: ${core.apps
      .list()
      .map((each) => each.key)
      .join(', ')}`,
  )
}

function describe(app: App): string {
  return [
    `app key: ${app.key}`,
    `application: ${app.uuid}`,
    `client id: ${app.clientId}`,
    `client secret: ${app.clientSecret}`,
    `app id: ${app.appId}`,
    `app certificate: ${app.appCertificate}`,
    'settings:',
    settingLines(app.settings),
  ].join('\n')
}

function settingLines(settings: AppSettings): string {
  return Object.entries(settings)
    .map(([name, value]) => `  ${name}: ${value}`)
    .join('\n')
}

const create: DataCommand = {
  name: 'app create',
  args: '<org#app>',
  summary: 'Create an app with random credentials',
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

const list: DataCommand = {
  name: 'app list',
  reads: true,
  summary: 'List the apps',
  run: async (core) =>
    core.apps
      .list()
      .map((app) => `${app.key}\t${app.uuid}\t${app.clientId}`)
      .join('\n'),
}

const show: DataCommand = {
  name: 'app show',
  reads: true,
  args: '<org#app>',
  summary: 'Show credentials and settings of an app',
  run: async (core, { args }) => describe(requireApp(core, args[0]!)),
}

const set: DataCommand = {
  name: 'app set',
  args: '<org#app> <setting=value...>',
  summary: 'Change settings of an app, effective at once',
  details: `Settings and their defaults:\n${settingLines(defaultAppSettings)}\ndocs/reference/configuration.md explains each one.`,
  async run(core, { args: [key = '', ...changes] }) {
    const app = requireApp(core, key)
    return describe(await core.apps.changeSettings(app, Object.assign({}, ...changes.map(parseChange))))
  },
}

/** @param change `setting=value`. @throws UsageError */
function parseChange(change: string): Partial<AppSettings> {
  const [setting = '', text = ''] = change.split('=', 2)
  try {
    return settingChange(setting, text)
  } catch (error) {
    throw error instanceof RangeError ? new UsageError(error.message) : error
  }
}

const rotateSecret: DataCommand = {
  name: 'app rotate-secret',
  args: '<org#app>',
  summary: 'Give an app a new client secret; tokens already issued stay valid',
  run: async (core, { args }) => describe(await core.apps.rotateSecret(requireApp(core, args[0]!))),
}

export const appCommands: readonly DataCommand[] = [create, list, show, set, rotateSecret]
