import type { Json } from '@ringpost/protocol/body'
import { isJsonObject } from '@ringpost/protocol/json'
import type { PushService } from './push-certificate.ts'

/** A template, and what its numbered places hold. */
export interface TemplateWish {
  name: string
  titleArgs: readonly string[]
  contentArgs: readonly string[]
}

/** What the extension of a message says about its notifications (push.md §5). Senders may have written anything there. */
export interface PushExt {
  ignores: boolean
  /** Even those who want silence. */
  forces: boolean
  /** Folded names of those whom the message mentions; `all`: everybody. */
  mentions: 'all' | readonly string[]
  /** Lists that are null say nothing. */
  filter: Record<
    'acceptDevices' | 'ignoreDevices' | 'acceptCertificates' | 'ignoreCertificates',
    readonly string[] | null
  >
  title: string | null
  content: string | null
  template: TemplateWish | null
  /** Templates for some of the receivers, by folded name. */
  directed: readonly (TemplateWish & { targets: readonly string[] })[]
  /** The sender's name in the group. */
  groupNickname: string | null
  collapseKey: string | null
  /** For the app on the phone; undefined: nothing. */
  custom: unknown
  /** Options for services, in the vendor's names. */
  options: Readonly<Record<'apple' | 'android' | 'harmony', Json>>
}

/** APNs takes keys of 64 bytes. */
const KEY_LIMIT = 64
const LIST_LIMIT = 1000

export function pushExtIn(ext: Json): PushExt {
  const push = object(ext.em_push_ext)
  const apple = object(ext.em_apns_ext)
  const filter = object(ext.em_push_filter)
  const template = object(ext.em_push_template)
  const directed = Array.isArray(template.directed_template) ? template.directed_template : []
  const collapseKey = text(apple.em_push_collapse_key) ?? text(ext.em_push_collapse_key)
  return {
    ignores: isSet(ext.em_ignore_notification),
    forces: isSet(ext.em_force_notification),
    mentions: mentionsIn(ext.em_at_list) ?? mentionsIn(apple.em_at_list) ?? [],
    filter: {
      acceptDevices: texts(filter.accept_device_id),
      ignoreDevices: texts(filter.ignore_device_id),
      acceptCertificates: texts(filter.accept_notifier_name),
      ignoreCertificates: texts(filter.ignore_notifier_name),
    },
    title: text(push.title) ?? text(apple.em_push_title),
    content: text(push.content) ?? text(apple.em_push_content),
    template: templateIn(template),
    directed: directed.slice(0, LIST_LIMIT).flatMap((each: unknown) => {
      const wish = templateIn(object(each))
      const targets = texts(object(each).target)?.map((name) => name.toLowerCase())
      return wish === null || targets === undefined ? [] : [{ ...wish, targets }]
    }),
    groupNickname: text(push.group_user_nickname),
    collapseKey: collapseKey === null ? null : collapseKey.slice(0, KEY_LIMIT),
    custom: push.custom ?? apple.extern ?? undefined,
    options: {
      apple,
      android: object(ext.em_android_push_ext),
      harmony: object(ext.em_harmony_push_ext),
    },
  }
}

/** The options that a service understands. */
export function optionsFor(service: PushService, { options }: PushExt): Json {
  if (service === 'APNS') return options.apple
  if (service === 'HARMONYOS') return options.harmony
  return service === 'WEBHOOK' || service === 'WEBPUSH' ? {} : options.android
}

export function mentionsUser({ mentions }: PushExt, user: string): boolean {
  return mentions === 'all' || mentions.includes(user)
}

/** Whether the filters let a device have it. */
export function passesFilter({ filter }: PushExt, device: string, certificate: string): boolean {
  const { acceptDevices, ignoreDevices, acceptCertificates, ignoreCertificates } = filter
  if (acceptDevices?.includes(device) === false || ignoreDevices?.includes(device)) return false
  return acceptCertificates?.includes(certificate) !== false && !ignoreCertificates?.includes(certificate)
}

function templateIn({ name, title_args, content_args }: Json): TemplateWish | null {
  const named = text(name)
  if (named === null) return null
  return { name: named, titleArgs: texts(title_args) ?? [], contentArgs: texts(content_args) ?? [] }
}

function mentionsIn(value: unknown): PushExt['mentions'] | undefined {
  if (typeof value === 'string') return value.toLowerCase() === 'all' ? 'all' : undefined
  const names = texts(value)?.map((name) => name.toLowerCase())
  return names?.includes('all') ? 'all' : names
}

function isSet(value: unknown): boolean {
  return value === true || value === 'true'
}

function object(value: unknown): Json {
  return isJsonObject(value) ? value : {}
}

function text(value: unknown): string | null {
  return typeof value === 'string' && value !== '' ? value : null
}

function texts(value: unknown): string[] | null {
  if (!Array.isArray(value)) return null
  // Arguments keep their places. Objects may say that they have no `toString`, and cannot become text then.
  return value.slice(0, LIST_LIMIT).map((each) => (typeof each === 'object' ? '' : String(each)))
}
