import { ApiError } from '@ringpost/contract/errors'
import type { IdGenerator } from '../../kernel/id-generator.ts'
import { isAdmin } from '../actor.ts'
import type { Caller } from '../caller.ts'
import { groupLog, roomLog } from '../log/log-key.ts'
import type { Stores } from '../stores.ts'
import { foldUserName, foldUserNames } from '../users/user-name.ts'
import { type Channel, type ChannelSettings, type Standing, stranger } from './channel.ts'
import { actingUser, operatorOf } from './channel-access.ts'
import type { ChannelRules } from './channel-rules.ts'
import { checkSettings, withDefaults } from './channel-settings.ts'
import type { ChannelWriter } from './channel-writer.ts'
import { Quotas } from './quotas.ts'

const CHOSEN_ID = /^[a-z0-9]{1,64}$/

export interface FounderServices {
  stores: Stores
  writer: ChannelWriter
  ids: IdGenerator
}

export interface NewChannel extends Partial<ChannelSettings> {
  owner: string
  /** Members besides the owner. */
  members: readonly string[]
  /** Chosen by the app; used if its settings allow. */
  id?: string | undefined
}

/** Creates groups, or rooms. */
export class ChannelFounder {
  readonly #rules: ChannelRules
  readonly #services: FounderServices
  readonly #quotas: Quotas

  constructor(rules: ChannelRules, services: FounderServices) {
    this.#rules = rules
    this.#services = services
    this.#quotas = new Quotas(rules, services.stores)
  }

  /**
   * Creates a channel with its first members; a user who creates one owns it. Only the app and super administrators
   * create rooms.
   * @throws ApiError of the setting, user or limit that prevents it, `channel.id_taken`.
   */
  async found(caller: Caller, request: NewChannel): Promise<Channel> {
    const { owner: spelling, members: others, id: chosen, ...settings } = request
    const owner = foldUserName(spelling)
    if (!(await this.#mayCreate(caller, owner))) throw new ApiError('forbidden')
    checkSettings(this.#rules, caller.app, settings)
    const whole = withDefaults(this.#rules, settings)
    const members = foldUserNames(others).filter((user) => user !== owner)
    if (members.length + 1 > whole.maxUsers) throw new ApiError('channel.full')
    await this.#quotas.requireKnown(caller.app, [owner, ...members])
    await this.#quotas.requireRoom(caller.app, [owner, ...members])
    const now = this.#services.ids.clock.now()
    const standings = new Map<string, Standing>([
      [owner, { ...stranger, role: 'owner', joinedAt: now }],
      ...members.map((user): [string, Standing] => [user, { ...stranger, role: 'member', joinedAt: now }]),
    ])
    const channel = {
      ...whole,
      app: caller.app.id,
      id: await this.#idOf(caller, chosen),
      kind: this.#rules.kind,
      owner,
      announcement: '',
      muted: false,
      disabled: false,
      memberCount: standings.size,
      createdAt: now,
      modifiedAt: now,
      version: 1,
    }
    return this.#services.writer.create(caller.app, channel, standings, operatorOf(caller.actor, owner))
  }

  /** Users own what they create; only super administrators create rooms. */
  async #mayCreate({ app, actor }: Caller, owner: string): Promise<boolean> {
    if (isAdmin(actor)) return true
    if (actingUser(actor) !== owner) return false
    return this.#rules.kind === 'group' || this.#services.stores.superAdmins.has(app.id, owner)
  }

  /** Only the app may choose an id; the choice of a user is ignored, or users could reserve ids. */
  async #idOf({ app, actor }: Caller, chosen: string | undefined): Promise<string> {
    const { ids, stores } = this.#services
    if (chosen === undefined || !isAdmin(actor) || !app.settings.chosenChannelIds) return String(ids.next())
    if (!CHOSEN_ID.test(chosen)) throw new ApiError('channel.id_illegal')
    // Ids are not reused: former members keep the history of a deleted channel, and nobody else may get it.
    for (const log of [groupLog(chosen), roomLog(chosen)])
      if (await stores.logs.isUsed(app.id, log)) throw new ApiError('channel.id_taken', { id: chosen })
    return chosen
  }
}
