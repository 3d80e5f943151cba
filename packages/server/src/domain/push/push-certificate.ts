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

/**
 * What an app needs to use a push service ("notifier"; push.md §6).
 *
 * | Service | `name` | `settings` | `secrets` |
 * |---|---|---|---|
 * | `APNS` | any | `teamId`, `keyId` (p8), `sound` | `key`: p8 as PEM, or p12 in base64 with `passphrase` |
 * | `ANDROID` | sender id | `projectId`, `pushType`, `priority`, `supportAPNs`, `sound`, `channelId` | `key`: service account (JSON) |
 * | `HUAWEIPUSH` | client id | `projectId`, `category`, `channelId`, `action`, `activityClass` (badge) | `secret` |
 * | `HONOR` | app id | `clientId`, `badgeClass`, `action` | `secret` |
 * | `XIAOMIPUSH` | app id | `channelId`, `action`, `region` | `secret` |
 * | `OPPOPUSH` | app key | `channelId`, `activity`, `region` | `secret`: master secret |
 * | `VIVOPUSH` | `appId#appKey` | `category`, `classification`, `activity` | `secret` |
 * | `MEIZUPUSH` | app id | `activity` | `secret` |
 * | `HARMONYOS` | client id | `projectId`, `category`, `action` | `key`: service account (JSON) |
 * | `WEBPUSH` | any | `subject`: mailto: or https: of whoever sends | `key`: VAPID private key, base64url |
 * | `WEBHOOK` | any | `url` | `secret`: signs the requests |
 */
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
