import { readdir, readlink } from 'node:fs/promises'
import { join } from 'node:path'
import type { AppSettings } from '../../packages/server/src/domain/tenancy/app.ts'
import type { Reply, TestServer } from '../harness/test-server.ts'

export interface UploadOptions {
  bytes?: Uint8Array | string
  /** File name; none if null. */
  name?: string
  type?: string
  /** Text fields, sent after the file as the web SDK does. */
  fields?: Record<string, string>
  headers?: Record<string, string>
  /** The app token if absent, none if null. */
  token?: string | null
  query?: string
}

/** Uploads as a browser does. */
export async function upload(server: TestServer, options: UploadOptions = {}): Promise<Reply> {
  const form = new FormData()
  const blob = new Blob([options.bytes ?? 'content'] as ConstructorParameters<typeof Blob>[0], {
    type: options.type ?? '',
  })
  form.append('file', blob, options.name ?? 'file.bin')
  for (const [name, value] of Object.entries(options.fields ?? {})) form.append(name, value)
  const token = options.token === undefined ? server.appToken : options.token
  const response = await fetch(`${server.url}/acme/chat/chatfiles${options.query ?? ''}`, {
    method: 'POST',
    headers: { ...(token === null ? {} : { authorization: `Bearer ${token}` }), ...options.headers },
    body: form,
  })
  return { status: response.status, headers: response.headers, body: await response.json() }
}

export interface Uploaded {
  uuid: string
  secret: string
}

/** Uploads and asserts success. */
export async function uploaded(server: TestServer, options: UploadOptions = {}): Promise<Uploaded> {
  const { status, body } = await upload(server, options)
  if (status !== 200) throw new Error(`upload answered ${status}: ${JSON.stringify(body)}`)
  return { uuid: body.entities[0].uuid, secret: body.entities[0]['share-secret'] }
}

export interface Download {
  status: number
  headers: Headers
  bytes: Buffer
}

/** @param path after `/chatfiles/`. No token unless the headers have one. */
export async function download(
  server: TestServer,
  path: string,
  headers: Record<string, string> = {},
  method = 'GET',
): Promise<Download> {
  const response = await fetch(`${server.url}/acme/chat/chatfiles/${path}`, { method, headers })
  return {
    status: response.status,
    headers: response.headers,
    bytes: Buffer.from(await response.arrayBuffer()),
  }
}

/** A failed download in the form that assertError expects. */
export function asReply({ status, headers, bytes }: Download): Reply {
  return { status, headers, body: JSON.parse(bytes.toString()) }
}

export async function changeSettings(server: TestServer, settings: Partial<AppSettings>): Promise<void> {
  const { apps } = server.running.core
  await apps.changeSettings(apps.byKey('acme#chat')!, settings)
}

/** Files being received, or left over from an upload that died. */
export function incoming(data: string): Promise<string[]> {
  return readdir(join(data, 'blobs', 'incoming'))
}

/** An app token of a server in another process, which has the credentials of `bootstrap`. */
export async function appToken(url: string): Promise<string> {
  const response = await fetch(`${url}/acme/chat/token`, {
    method: 'POST',
    body: JSON.stringify({
      grant_type: 'client_credentials',
      client_id: 'acme-client',
      client_secret: 'acme-secret',
    }),
  })
  return ((await response.json()) as { access_token: string }).access_token
}

/** Every kept blob, as a path. */
export async function kept(data: string): Promise<string[]> {
  const entries = await readdir(join(data, 'blobs', 'kept'), { recursive: true, withFileTypes: true })
  return entries.filter((entry) => entry.isFile()).map((entry) => join(entry.parentPath, entry.name))
}

/** Blobs that a process holds open, according to Linux. */
export async function openBlobs(data: string, pid = process.pid): Promise<string[]> {
  const names = await readdir(`/proc/${pid}/fd`)
  const targets = await Promise.all(names.map((name) => readlink(`/proc/${pid}/fd/${name}`).catch(() => '')))
  return targets.filter((target) => target.startsWith(join(data, 'blobs')))
}
