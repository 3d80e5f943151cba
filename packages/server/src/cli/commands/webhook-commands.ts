import type { DataCommand } from '../command.ts'

const acts = () => import('./webhook-acts.ts')
const FIELDS =
  'Fields are those of the REST API (docs/webhooks.md): events=chat,recall enabled=false filters.from=alice,bob … Lists are separated by commas; nothing after the = empties them.'

export const webhookCommands: readonly DataCommand[] = [
  {
    name: 'webhook list',
    reads: true,
    args: '<org#app>',
    summary: 'List the webhooks of an app',
    run: async (core, input) => (await acts()).listWebhooks(core, input),
  },
  {
    name: 'webhook add',
    args: '<org#app> <name> <url> [field=value...]',
    summary: 'Create a webhook; prints its secret, which is not shown again',
    details: FIELDS,
    run: async (core, input) => (await acts()).addWebhook(core, input),
  },
  {
    name: 'webhook change',
    args: '<org#app> <webhook> <field=value...>',
    summary: 'Change a webhook, named by its name or id',
    details: `${FIELDS} rotate_secret=true makes a new secret and prints it.`,
    run: async (core, input) => (await acts()).changeWebhook(core, input),
  },
  {
    name: 'webhook remove',
    args: '<org#app> <webhook>',
    summary: 'Remove a webhook, with what it has not delivered',
    run: async (core, input) => (await acts()).removeWebhook(core, input),
  },
  {
    name: 'webhook test',
    args: '<org#app> <webhook>',
    summary: 'Send an example to the receiver now, and print what it answers',
    run: async (core, input) => (await acts()).testWebhook(core, input),
  },
  {
    name: 'webhook deliveries',
    reads: true,
    args: '<org#app> <webhook>',
    summary: 'List what waits, what has failed, and the latest successes; newest first',
    options: [['--status <status>', 'only those that are pending, failed or delivered']],
    run: async (core, input) => (await acts()).listDeliveries(core, input),
  },
  {
    name: 'webhook replay',
    args: '<org#app> <webhook> <delivery>',
    summary: 'Send something again now',
    run: async (core, input) => (await acts()).replayDelivery(core, input),
  },
]
