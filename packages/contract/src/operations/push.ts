import { Type } from 'typebox'
import { faults } from '../fault.ts'
import { operation } from '../operation.ts'

const rate = { calls: 100, seconds: 1 }
/** Bindings and names share the pool of user calls (rest-messages-users.md §14.1). */
const userPool = { calls: 100, seconds: 1, pool: 'users' }
const slow = { calls: 10, seconds: 1 }

const parameter = faults({ else: 'notification.parameter_illegal' })
/** Clients that send every field send null for those that do not change. */
const changed = <T extends Parameters<typeof Type.Optional>[0]>(type: T) =>
  Type.Optional(Type.Union([type, Type.Null()], parameter))
const Setting = Type.Object(
  {
    type: Type.Optional(Type.String({ description: '`ALL`, `AT` (only mentions) or `NONE`' })),
    ignoreDuration: Type.Optional(
      Type.Number({ description: 'When the silence ends, ms since 1970; 0 = none' }),
    ),
    ignoreInterval: Type.Optional(Type.String({ description: 'Daily silent hours, `HH:MM-HH:MM`' })),
  },
  { title: 'SilentMode' },
)
const settingErrors = ['notification.parameter_illegal', 'user.unknown'] as const
const field = (description: string) => Type.String({ description, ...parameter })
const Binding = Type.Object(
  {
    device_id: Type.String(),
    device_token: Type.String(),
    notifier_name: Type.String({ description: 'Name of the certificate' }),
  },
  { title: 'PushBinding' },
)
const Certificate = Type.Object(
  {
    uuid: Type.String(),
    type: Type.Literal('notifier'),
    name: Type.String({ description: 'What bindings call `notifier_name`' }),
    created: Type.Number(),
    modified: Type.Number(),
    disabled: Type.Boolean(),
    provider: Type.String(),
    environment: Type.String(),
    packageName: Type.String(),
    certificate: Type.Literal('', { description: 'Secrets are never shown' }),
  },
  {
    title: 'PushCertificate',
  },
)
const pattern = Type.String({
  maxLength: 1024,
  description: 'With `{0}` …, `{$dynamicFrom}`, `{$fromNickname}`, `{$msg}`',
  ...parameter,
})
const Patterns = { title_pattern: pattern, content_pattern: pattern }
const examplePatterns = { title_pattern: '{$dynamicFrom}', content_pattern: '{$msg}' }
const Template = Type.Object(
  {
    name: Type.String(),
    createAt: Type.Number(),
    updateAt: Type.Number(),
    title_pattern: Type.String(),
    content_pattern: Type.String(),
  },
  { title: 'PushTemplate' },
)
const Chosen = Type.Object({ templateName: Type.String({ description: 'Empty = none' }) })
const short = { identity: false } as const
const Language = Type.Object({ language: Type.String({ description: 'Code of the language; empty = none' }) })

export const bindPushDevice = operation({
  id: 'push.bind',
  method: 'PUT',
  path: '/users/:username/push/binding',
  auth: 'self',
  generation: 'G2',
  summary: 'Bind a device token of a push service to a user, or unbind it',
  source: 'rest-groups-rooms.md P1; push.md §1',
  body: Type.Object(
    {
      device_id: field('Id of the device'),
      device_token: field('Empty unbinds the device from the certificate'),
      notifier_name: field('Name of the certificate; empty unbinds the device from all'),
    },
    { examples: [{ device_id: 'phone', device_token: 'token', notifier_name: 'hook' }] },
  ),
  reply: Type.Array(Binding),
  replyIn: 'entities',
  envelope: short,
  errors: settingErrors,
  rate: userPool,
})

export const pushBindings = operation({
  id: 'push.bindings',
  method: 'GET',
  path: '/users/:username/push/binding',
  auth: 'self',
  generation: 'G2',
  summary: 'Push devices of a user',
  source: 'rest-groups-rooms.md P2; push.md §1',
  reply: Type.Array(Binding),
  replyIn: 'entities',
  envelope: short,
  errors: ['user.unknown'],
  rate: userPool,
})

export const setPushNames = operation({
  id: 'push.setNames',
  method: 'PUT',
  path: '/push/nickname',
  auth: 'app',
  generation: 'G3',
  summary: 'Set the names shown in notifications for up to 50 users',
  source: 'rest-groups-rooms.md P4; push.md §3',
  body: Type.Array(
    Type.Object({
      username: Type.Optional(Type.String(parameter)),
      push_nickname: Type.Optional(Type.String(parameter)),
    }),
    { examples: [[{ username: 'alice', push_nickname: 'Alice' }]] },
  ),
  bodyFault: 'push.names_empty',
  reply: Type.Array(Type.Object({ push_nickname: Type.String(), username: Type.String() })),
  replyIn: 'entities',
  envelope: { path: '/push' },
  errors: [
    'push.names_empty',
    'push.names_too_many',
    'push.name_too_long',
    'notification.parameter_illegal',
    'user.property_missing',
    'user.unknown',
  ],
  rate: userPool,
})

export const setSilentMode = operation({
  id: 'push.setSilentMode',
  method: 'PUT',
  path: '/users/:username/notification/:kind/:target',
  auth: 'self',
  generation: 'G2',
  summary: 'Set what notifies a user: for everything (user + own name), one user or one group',
  source: 'rest-groups-rooms.md P7, §12 row 16; sdk-rest-calls.md N1, N3',
  query: Type.Object({ resource: Type.Optional(Type.String({ description: 'The acting device' })) }),
  body: Type.Object(
    {
      type: changed(
        Type.String({
          description: '`ALL`, `AT`, `NONE`; for a conversation also `DEFAULT`: none of its own',
        }),
      ),
      ignoreDuration: changed(
        Type.Union([Type.Number({ description: 'Silence from now on, in ms; 0 ends it' }), Type.String()], {
          alsoAccepts: 'the number as text',
        }),
      ),
      ignoreInterval: changed(
        Type.String({ description: 'Daily silent hours, `HH:MM-HH:MM`, empty = none; only for everything' }),
      ),
    },
    { examples: [{ type: 'NONE' }, { ignoreDuration: 86_400_000 }] },
  ),
  reply: Setting,
  envelope: { path: '/users' },
  errors: [...settingErrors, 'notification.too_many'],
  rate,
})

export const getSilentMode = operation({
  id: 'push.silentMode',
  method: 'GET',
  path: '/users/:username/notification/:kind/:target',
  auth: 'self',
  generation: 'G2',
  summary: 'What notifies a user: for everything, one user or one group',
  source: 'rest-groups-rooms.md P8; sdk-rest-calls.md N2, N4',
  reply: Setting,
  envelope: { path: '/users' },
  errors: settingErrors,
  rate,
})

export const getSilentModes = operation({
  id: 'push.silentModes',
  method: 'GET',
  path: '/users/:username/notification',
  auth: 'self',
  generation: 'client',
  summary: 'The settings for the named users and groups',
  source: 'sdk-rest-calls.md N5',
  query: Type.Object({
    user: Type.Optional(Type.String({ description: 'Names, separated by commas; 20 with the groups' })),
    group: Type.Optional(Type.String({ description: 'Ids of groups or rooms, separated by commas' })),
  }),
  reply: Type.Object({
    user: Type.Record(Type.String(), Setting),
    group: Type.Record(Type.String(), Setting),
  }),
  envelope: { path: '/users' },
  errors: settingErrors,
  rate,
})

export const silentConversations = operation({
  id: 'push.silentConversations',
  method: 'GET',
  path: '/users/:username/notification/mute/type',
  auth: 'self',
  generation: 'client',
  summary: 'Conversations with a setting of their own, page by page',
  source: 'sdk-rest-calls.md N8',
  query: Type.Object({ limit: Type.Optional(Type.String()), cursor: Type.Optional(Type.String()) }),
  reply: Type.Array(
    Type.Object({
      user: Type.Optional(Type.String()),
      group: Type.Optional(Type.String()),
      value: Type.String({ description: '`ALL`, `AT` or `NONE`' }),
    }),
  ),
  further: Type.Object({ cursor: Type.String({ description: 'Empty on the last page' }) }),
  envelope: { path: '/users' },
  errors: ['user.unknown'],
  rate,
})

export const setPushLanguage = operation({
  id: 'push.setLanguage',
  method: 'PUT',
  path: '/users/:username/notification/language',
  auth: 'self',
  generation: 'G2',
  summary: 'Language that notifications are translated to',
  source: 'rest-groups-rooms.md P9, §12 row 17; sdk-rest-calls.md N6',
  body: Type.Object(
    { translationLanguage: Type.String({ maxLength: 32, ...parameter }) },
    { examples: [{ translationLanguage: 'en' }] },
  ),
  reply: Language,
  envelope: { path: '/users' },
  errors: settingErrors,
  rate,
})

export const getPushLanguage = operation({
  id: 'push.language',
  method: 'GET',
  path: '/users/:username/notification/language',
  auth: 'self',
  generation: 'G2',
  summary: 'Language that notifications are translated to',
  source: 'rest-groups-rooms.md P10; sdk-rest-calls.md N7',
  reply: Language,
  envelope: { path: '/users' },
  errors: ['user.unknown'],
  rate,
})

export const createPushTemplate = operation({
  id: 'push.createTemplate',
  method: 'POST',
  path: '/notification/template',
  auth: 'app',
  generation: 'G2',
  summary: 'Create a notification template',
  source: 'rest-groups-rooms.md P11; push.md §3',
  body: Type.Object(
    {
      name: Type.String({
        pattern: '^[A-Za-z0-9]{1,64}$',
        description: '`default` is that of users who have chosen none',
        ...parameter,
      }),
      ...Patterns,
    },
    { examples: [{ name: 'default', ...examplePatterns }] },
  ),
  reply: Template,
  errors: ['notification.parameter_illegal', 'push.templates_too_many'],
  rate: slow,
})

export const getPushTemplate = operation({
  id: 'push.template',
  method: 'GET',
  path: '/notification/template/:template',
  auth: 'app',
  generation: 'G2',
  summary: 'A notification template',
  source: 'rest-groups-rooms.md P12',
  reply: Template,
  errors: ['push.template_unknown'],
  rate: slow,
})

export const updatePushTemplate = operation({
  id: 'push.updateTemplate',
  method: 'PUT',
  path: '/notification/template/:template',
  auth: 'app',
  generation: 'G3',
  summary: 'Change a notification template (named in the error list only)',
  source: 'rest-groups-rooms.md P14',
  body: Type.Object(
    { title_pattern: Type.Optional(pattern), content_pattern: Type.Optional(pattern) },
    { examples: [examplePatterns] },
  ),
  reply: Template,
  errors: ['notification.parameter_illegal', 'push.template_unknown'],
  rate: slow,
})

export const deletePushTemplate = operation({
  id: 'push.deleteTemplate',
  method: 'DELETE',
  path: '/notification/template/:template',
  auth: 'app',
  generation: 'G2',
  summary: 'Delete a notification template',
  source: 'rest-groups-rooms.md P13',
  reply: Template,
  errors: ['push.template_unknown'],
  rate: slow,
})

export const chooseTemplate = operation({
  id: 'push.chooseTemplate',
  method: 'PUT',
  path: '/users/:username/notification/template',
  auth: 'self',
  generation: 'G3',
  summary: 'Choose the template for notifications of a user',
  source: 'rest-groups-rooms.md P15; push.md §3',
  body: Type.Object(
    { templateName: Type.String({ description: 'Empty = none', ...parameter }) },
    { examples: [{ templateName: '' }] },
  ),
  reply: Chosen,
  envelope: { path: '/users' },
  errors: ['notification.parameter_illegal', 'push.template_unknown', 'user.unknown'],
  rate,
})

export const chosenTemplate = operation({
  id: 'push.chosenTemplate',
  method: 'GET',
  path: '/users/:username/notification/template',
  auth: 'self',
  generation: 'G3',
  summary: 'The template of a user (named in the error list only)',
  source: 'rest-groups-rooms.md P16',
  reply: Chosen,
  envelope: { path: '/users' },
  errors: ['user.unknown'],
  rate,
})

export const pushStatistics = operation({
  id: 'push.statistics',
  method: 'GET',
  path: '/push/data/offline-push/begin/:begin/end/:end',
  auth: 'app',
  generation: 'G3',
  summary: 'Notifications sent, failed and delivered, per day and push service',
  source: 'rest-groups-rooms.md P17; push.md §7.2',
  query: Type.Object({
    platform: Type.Optional(Type.String({ description: '`ALL` or a push service: `APNS` …' })),
  }),
  reply: Type.Object({
    status: Type.Literal('OK'),
    data: Type.Record(
      Type.String({ description: 'Day, in the time zone of the server' }),
      Type.Record(
        Type.String({ description: 'Push service' }),
        Type.Object({ successCount: Type.Number(), failCount: Type.Number() }),
      ),
    ),
  }),
  replyIn: 'bare',
  errors: ['notification.parameter_illegal'],
  rate: { calls: 10, seconds: 10 },
})

const certificateErrors = [
  'push.certificate_illegal',
  'push.certificate_exists',
  'push.certificate_unknown',
  'push.certificates_too_many',
  'push.secrets_closed',
] as const

export const pushCertificates = operation({
  id: 'push.certificates',
  method: 'GET',
  path: '/notifiers',
  auth: 'app',
  generation: 'G3',
  summary: 'Push certificates of the app, without their secrets',
  source: 'rest-groups-rooms.md §7.4 (Agora); client-quirks.md §5; push.md §6',
  reply: Type.Array(Certificate),
  replyIn: 'entities',
  envelope: { path: '/notifiers' },
  rate,
})

export const addPushCertificate = operation({
  id: 'push.addCertificate',
  method: 'POST',
  path: '/notifiers',
  auth: 'app',
  generation: 'G3',
  summary:
    'Give the app a push certificate, or change the one that `notifierId` names: fields `provider`, `name`, `environment`, `packageName`, `certificate` (the secret of the service), `disabled` and its settings as JSON; for APNs, FCM and HarmonyOS as a multipart form with the key as `file`',
  source: 'rest-groups-rooms.md §7.4 (Agora); push.md §6',
  streams: 'in',
  form: Type.Object({
    file: Type.Optional(Type.String({ format: 'binary' })),
    notifierId: Type.Optional(Type.String()),
    provider: Type.Optional(Type.String()),
    name: Type.Optional(Type.String()),
    environment: Type.Optional(Type.String()),
    packageName: Type.Optional(Type.String()),
    certificate: Type.Optional(Type.String()),
    disabled: Type.Optional(Type.String()),
  }),
  reply: Type.Array(Certificate),
  replyIn: 'entities',
  envelope: { path: '/notifiers' },
  errors: certificateErrors,
  rate,
})

export const removePushCertificate = operation({
  id: 'push.removeCertificate',
  method: 'DELETE',
  path: '/notifiers/:certificate',
  auth: 'app',
  generation: 'G3',
  summary: 'Take a push certificate from the app; bindings that name it stay',
  source: 'push.md §6',
  reply: Type.Array(Certificate),
  replyIn: 'entities',
  envelope: { path: '/notifiers' },
  errors: ['push.certificate_unknown'],
  rate,
})
