import { readFile } from 'node:fs/promises'
import { ApiError } from '@ringpost/contract'
import type { App } from '../domain/tenancy/app.ts'
import { ConfigError } from './config.ts'
import type { Core } from './core.ts'
import { saidFile, saidWebhook } from './said-webhook.ts'

const FORM = '{"org#app": [{"name": "...", "url": "...", ...}]}'
/** Nodes that start at the same time meet at the same rules. */
const TRIES = 5

/**
 * Creates or changes the rules that a file names; other rules stay.
 * @throws ConfigError
 */
export async function applyWebhookFile(core: Core, path: string): Promise<void> {
  const text = await readFile(path, 'utf8').catch((error: Error) => {
    throw new ConfigError(`RINGPOST_WEBHOOKS: ${error.message}`)
  })
  const apps = saidFile(jsonOf(text))
  if (apps === undefined) throw new ConfigError(`RINGPOST_WEBHOOKS: ${path} must be ${FORM}`)
  for (const [key, rules] of apps) {
    const app = core.apps.byKey(key)
    if (app === undefined) throw new ConfigError(`RINGPOST_WEBHOOKS: there is no app ${key}`)
    for (const [place, rule] of rules.entries())
      await apply(core, app, rule, TRIES).catch((error: unknown) => {
        if (!(error instanceof ApiError)) throw error
        throw new ConfigError(`RINGPOST_WEBHOOKS: ${key}, rule ${place + 1}: ${error.message}`)
      })
  }
}

async function apply(core: Core, app: App, said: unknown, tries: number): Promise<void> {
  const { settings, secret } = saidWebhook(said)
  try {
    const known = (await core.webhooks.list(app)).find(({ name }) => name === settings.name)
    if (known === undefined) {
      await core.webhooks.create(app, settings, secret)
      return
    }
    const isSame = Object.entries(settings).every(
      ([field, value]) => JSON.stringify(value) === JSON.stringify(known[field as keyof typeof settings]),
    )
    const rule = await core.webhookRules.find(app.id, known.id)
    const isSecret = rule !== undefined && core.webhookRules.secretsOf(rule).current === secret
    const next = isSecret ? undefined : secret
    if (!isSame || next !== undefined) await core.webhooks.change(app, known.id, () => settings, next)
  } catch (error) {
    const isMet = error instanceof ApiError && ['webhook.exists', 'webhook.changed'].includes(error.code)
    if (!isMet || tries === 1) throw error
    await apply(core, app, said, tries - 1)
  }
}

function jsonOf(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}
