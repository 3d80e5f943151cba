import type { PushService } from './push-certificate.ts'

type Field = 'text' | 'boolean' | readonly string[]

/** What a certificate of a service consists of, besides name, environment and package (push.md §6). */
interface CertificateFields {
  /** Object that holds the settings in entities. */
  settingsName: string
  settings: Readonly<Record<string, Field>>
  /** Settings that must not be missing. */
  required: readonly string[]
  needsPackage: boolean
  /** What an uploaded file may be. */
  file: 'apple' | 'google' | 'harmony' | null
  /** Name of the secret that the field `certificate`, or another of `secretNames`, gives; null: none. */
  secret: { name: 'secret' | 'key'; required: boolean } | null
}

/** Names under which callers send the one secret of a service. */
export const secretNames = ['certificate', 'clientSecret', 'appSecret', 'masterSecret', 'privateKey'] as const

const secret = { name: 'secret', required: true } as const
const plain = { required: [], needsPackage: false, file: null, secret }

export const certificateFields: Readonly<Record<PushService, CertificateFields>> = {
  APNS: {
    settingsName: 'apnsPushSettings',
    settings: { teamId: 'text', keyId: 'text', sound: 'text' },
    required: [],
    needsPackage: true,
    file: 'apple',
    secret: null,
  },
  ANDROID: {
    settingsName: 'googlePushSettings',
    settings: {
      pushType: ['BOTH', 'DATA', 'NOTIFICATION'],
      priority: ['high', 'normal'],
      supportAPNs: 'boolean',
      sound: 'text',
      projectId: 'text',
      version: 'text',
      channelId: 'text',
    },
    required: [],
    needsPackage: false,
    file: 'google',
    secret: null,
  },
  HUAWEIPUSH: {
    ...plain,
    settingsName: 'huaweiPushSettings',
    settings: {
      projectId: 'text',
      category: 'text',
      channelId: 'text',
      action: 'text',
      activityClass: 'text',
    },
  },
  HONOR: {
    ...plain,
    settingsName: 'honorPushSettings',
    settings: { clientId: 'text', badgeClass: 'text', action: 'text' },
    required: ['clientId'],
  },
  XIAOMIPUSH: {
    ...plain,
    // As the vendor spells it.
    settingsName: 'xiaomiPushSetings',
    settings: { channelId: 'text', action: 'text', region: 'text' },
    needsPackage: true,
  },
  OPPOPUSH: {
    ...plain,
    settingsName: 'oppoPushSettings',
    settings: { channelId: 'text', activity: 'text', region: 'text' },
  },
  VIVOPUSH: {
    ...plain,
    settingsName: 'vivoPushSettings',
    settings: { category: 'text', activity: 'text', classification: 'text' },
  },
  MEIZUPUSH: {
    ...plain,
    settingsName: 'meizuPushSettings',
    settings: { activity: 'text' },
  },
  HARMONYOS: {
    settingsName: 'harmonyPushSettings',
    settings: { projectId: 'text', category: 'text', action: 'text' },
    required: [],
    needsPackage: false,
    file: 'harmony',
    secret: null,
  },
  WEBPUSH: {
    ...plain,
    settingsName: 'webPushSettings',
    settings: { subject: 'text' },
    required: ['subject'],
    secret: { name: 'key', required: true },
  },
  WEBHOOK: {
    ...plain,
    settingsName: 'webhookPushSettings',
    settings: { url: 'text' },
    required: ['url'],
    secret: { name: 'secret', required: false },
  },
}
