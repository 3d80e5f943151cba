import { randomUUID } from 'node:crypto'
import { ApiError } from '@ringpost/contract'
import type { Channel } from '../../domain/channels/channel.ts'
import { type EntryKind, entryKind, type NewEntry } from '../../domain/log/entry.ts'
import { pairLog } from '../../domain/log/log-key.ts'
import { Outdated } from '../../domain/outdated.ts'
import type { Stores } from '../../domain/stores.ts'
import { type App, defaultAppSettings } from '../../domain/tenancy/app.ts'
import type { User } from '../../domain/users/user.ts'
import { IdGenerator } from '../../kernel/id-generator.ts'

const ids = new IdGenerator()

/** Whether a write applied; rethrows unexpected errors. */
export async function applies(write: Promise<unknown>): Promise<boolean> {
  try {
    await write
    return true
  } catch (error) {
    if (error instanceof ApiError || error instanceof Outdated) return false
    throw error
  }
}

/** Creates an app for a test: all tests share one database, and no app may see anything of another. */
export async function createApp(stores: Stores, changes: Partial<App> = {}): Promise<App> {
  const app = await stores.apps.create({ ...sampleApp(), ...changes })
  if (app === undefined) throw new Error('the app exists')
  return app
}

export function sampleApp(): Omit<App, 'id'> {
  const name = randomUUID()
  return {
    org: 'acme',
    name,
    key: `acme#${name}`,
    uuid: randomUUID(),
    clientId: 'client',
    clientSecret: 'secret',
    appId: randomUUID().replaceAll('-', ''),
    appCertificate: randomUUID().replaceAll('-', ''),
    settings: defaultAppSettings,
    createdAt: 1_790_000_000_000,
  }
}

export function sampleUser(app: App, name: string): User {
  return {
    app: app.id,
    name,
    uuid: randomUUID(),
    passwordHash: null,
    nickname: null,
    activated: true,
    createdAt: 1_790_000_000_000,
    modifiedAt: 1_790_000_000_000,
    tokenGeneration: 0,
    tokensValidFrom: 0,
    mutes: {},
    preferences: {},
  }
}

/** A text message from one user to another; both follow the conversation. */
export function sampleEntry(app: App, from: string, to: string, changes: Partial<NewEntry> = {}): NewEntry {
  const id = ids.next()
  return {
    app: app.id,
    log: pairLog(from, to),
    id,
    time: 1_790_000_000_000,
    kind: entryKind.message as EntryKind,
    contentType: 0,
    sender: from,
    senderDevice: 'web',
    receiver: to,
    receiverDevice: null,
    echo: true,
    audience: null,
    origin: `${id}/${from}/web`,
    attributes: null,
    payload: Buffer.from(`message ${id}`),
    followers: [from, to],
    ...changes,
  }
}

/** A group owned by alice, by the row number of its app. */
export function sampleChannel(app: number, id: string): Omit<Channel, 'number'> {
  return {
    app,
    id,
    kind: 'group',
    name: id,
    description: '',
    avatar: '',
    custom: '',
    announcement: '',
    owner: 'alice',
    public: false,
    membersOnly: false,
    allowInvites: false,
    inviteNeedConfirm: false,
    maxUsers: 200,
    muted: false,
    disabled: false,
    memberCount: 0,
    createdAt: 1_790_000_000_000,
    modifiedAt: 1_790_000_000_000,
    version: 1,
  }
}

/** Returns whole numbers below a limit that look random; the same seed gives the same ones. */
export function drawing(seed: number): (limit: number) => number {
  let state = seed
  return (limit) => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0
    return Math.floor((state / 2 ** 32) * limit)
  }
}
