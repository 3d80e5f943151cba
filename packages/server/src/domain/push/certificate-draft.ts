import { ApiError } from '@ringpost/contract/errors'
import { characterCount } from '../../kernel/character-count.ts'
import { certificateFields, secretNames } from './certificate-fields.ts'
import {
  appleCredentials,
  type CheckPkcs12,
  googleCredentials,
  harmonyCredentials,
} from './credential-file.ts'
import { type PushCertificate, type PushService, pushServices } from './push-certificate.ts'

const TEXT_LIMIT = 1024
const NAME_LIMIT = 256
const ENVIRONMENTS = ['PRODUCTION', 'DEVELOPMENT'] as const

/** What the owner of an app says about a certificate; fields of settings may also be in the object of their service. */
export interface CertificateRequest {
  fields: Readonly<Record<string, unknown>>
  /** Contents of the uploaded file. */
  file: Uint8Array | undefined
}

type Draft = Pick<
  PushCertificate,
  'name' | 'service' | 'environment' | 'packageName' | 'disabled' | 'settings' | 'secrets'
>

/**
 * Reads what a certificate is to be. What an edit does not say stays as it is.
 * @param known the certificate that is edited.
 * @throws ApiError `push.certificate_illegal` that says what is wrong.
 */
export function certificateDraft(
  request: CertificateRequest,
  known: PushCertificate | undefined,
  checkPkcs12: CheckPkcs12,
): Draft {
  const fields = flattened(request.fields)
  const service = known?.service ?? serviceIn(fields)
  const { settings, required, needsPackage, secret, file } = certificateFields[service]
  const credentials =
    request.file === undefined ? undefined : credentialsIn(service, request.file, fields, checkPkcs12)
  const given = Object.entries(settings).flatMap(([name, kind]): [string, string | boolean][] => {
    const value = fields[name]
    return value === undefined || value === null ? [] : [[name, settingIn(name, kind, value)]]
  })
  const draft: Draft = {
    service,
    name: textIn(fields, 'name', NAME_LIMIT) || known?.name || '',
    environment: environmentIn(fields.environment) ?? known?.environment ?? 'PRODUCTION',
    packageName: textIn(fields, 'packageName') ?? known?.packageName ?? '',
    disabled: flagIn('disabled', fields.disabled) ?? known?.disabled ?? false,
    settings: { ...known?.settings, ...Object.fromEntries(given), ...credentials?.settings },
    secrets: credentials?.secrets ?? known?.secrets ?? {},
  }
  const value = secretNames.map((name) => textIn(fields, name, 4096)).find((each) => each)
  if (secret !== null && value !== undefined) draft.secrets = { ...draft.secrets, [secret.name]: value }

  if (draft.name === '') throw illegal('name is missing: bindings call it notifier_name')
  for (const name of required) if ((draft.settings[name] ?? '') === '') throw illegal(`${name} is missing`)
  if (needsPackage && draft.packageName === '') throw illegal('packageName is missing')
  if (secret?.required && draft.secrets[secret.name] === undefined)
    throw illegal('certificate is missing: it holds the secret of the service')
  if (file !== null && Object.keys(draft.secrets).length === 0) throw illegal(missingFile[file])
  if (service === 'APNS' && draft.secrets.passphrase === undefined)
    for (const name of ['teamId', 'keyId'])
      if ((draft.settings[name] ?? '') === '') throw illegal(`${name} is missing: a p8 file does not say it`)
  if (service === 'VIVOPUSH' && !/^[^#]+#[^#]+$/.test(draft.name))
    throw illegal('name must be the app id and the app key with # in between')
  if (service === 'WEBHOOK') requireUrl(String(draft.settings.url))
  return draft
}

const missingFile = {
  apple: 'file is missing: upload the p8 or p12 file of Apple',
  google:
    'file is missing: upload the JSON file of the service account; server keys (certificate) no longer work',
  harmony: 'file is missing: upload the JSON file of the service account',
}

/** Callers that send back what they have read put settings into an object of their service. */
function flattened(fields: Readonly<Record<string, unknown>>): Record<string, unknown> {
  const nested = Object.values(certificateFields).map(({ settingsName }) => fields[settingsName])
  return Object.assign({}, ...nested.filter((each) => typeof each === 'object'), fields)
}

function credentialsIn(
  service: PushService,
  file: Uint8Array,
  fields: Readonly<Record<string, unknown>>,
  check: CheckPkcs12,
) {
  switch (certificateFields[service].file) {
    case 'apple':
      return appleCredentials(file, textIn(fields, 'passphrase') ?? '', check)
    case 'google':
      return googleCredentials(file)
    case 'harmony':
      return harmonyCredentials(file)
    case null:
      throw illegal(`certificates of ${service} have no file`)
  }
}

function serviceIn({ provider }: Readonly<Record<string, unknown>>): PushService {
  const service = pushServices.find((each) => each === provider)
  if (service === undefined) throw illegal(`provider must be one of ${pushServices.join(', ')}`)
  return service
}

function environmentIn(value: unknown): PushCertificate['environment'] | undefined {
  if (value === undefined || value === null || value === '') return undefined
  const environment = ENVIRONMENTS.find((each) => each === value)
  if (environment === undefined) throw illegal(`environment must be ${ENVIRONMENTS.join(' or ')}`)
  return environment
}

function settingIn(
  name: string,
  kind: 'text' | 'boolean' | readonly string[],
  value: unknown,
): string | boolean {
  if (kind === 'boolean') return flagIn(name, value) ?? false
  const text = textIn({ [name]: value }, name) ?? ''
  if (kind !== 'text' && !kind.includes(text)) throw illegal(`${name} must be one of ${kind.join(', ')}`)
  return text
}

/** Forms know only text. */
function flagIn(name: string, value: unknown): boolean | undefined {
  if (value === undefined || value === null || value === '') return undefined
  if (value === true || value === 'true') return true
  if (value === false || value === 'false') return false
  throw illegal(`${name} must be true or false`)
}

function textIn(
  fields: Readonly<Record<string, unknown>>,
  name: string,
  limit = TEXT_LIMIT,
): string | undefined {
  const value = fields[name]
  if (value === undefined || value === null) return undefined
  if (typeof value !== 'string') throw illegal(`${name} must be text`)
  if (characterCount(value) > limit) throw illegal(`${name} is longer than ${limit} characters`)
  return value.trim()
}

function requireUrl(text: string): void {
  const url = URL.parse(text)
  if (url === null || !/^https?:$/.test(url.protocol) || url.username !== '' || url.password !== '')
    throw illegal('url must be an http or https address without user name and password')
}

function illegal(detail: string): ApiError {
  return new ApiError('push.certificate_illegal', { detail })
}
