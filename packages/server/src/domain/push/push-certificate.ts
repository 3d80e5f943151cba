/** Codes of the push services (push.md §6); the last two are ours. */
export const pushServices = [
  'APNS',
  'ANDROID',
  'HUAWEIPUSH',
  'HONOR',
  'XIAOMIPUSH',
  'OPPOPUSH',
  'VIVOPUSH',
  'MEIZUPUSH',
  'HARMONYOS',
  'WEBPUSH',
  'WEBHOOK',
] as const
export type PushService = (typeof pushServices)[number]

/** What an app needs to use a push service ("notifier"). */
export interface PushCertificate {
  /** Row number of the app. */
  app: number
  uuid: string
  /** What bindings name. */
  name: string
  service: PushService
  environment: 'PRODUCTION' | 'DEVELOPMENT'
  /** Bundle id or package; empty if the service needs none. */
  packageName: string
  disabled: boolean
  /** What is not secret: `teamId`, `keyId`, `projectId`, `pushType`, `channelId`, `category` … */
  settings: Readonly<Record<string, string | number | boolean>>
  /** By name: `key` (p8, service account …), `secret`, `passphrase`. Only in memory: stored sealed, never shown. */
  secrets: Readonly<Record<string, string>>
  /** ms since 1970. */
  createdAt: number
  modifiedAt: number
}
