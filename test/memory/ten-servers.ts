// Starts ten servers in this process, uses them side by side, stops them, and writes what it saw to standard output as JSON. sharp
// is not installed here, as far as the servers can see.
import { registerHooks } from 'node:module'

/** Packages that were loaded. */
const packages = new Set<string>()
registerHooks({
  resolve(specifier, context, next) {
    if (specifier === 'sharp') throw new Error('there is no sharp')
    return next(specifier, context)
  },
  load(url, context, next) {
    const name = /\/node_modules\/((?:@[^/]+\/)?[^/]+)/.exec(url)?.[1]
    if (name !== undefined) packages.add(name)
    return next(url, context)
  },
})

/** Time that passed, and time of the processor, in ms: the second hardly depends on what else the machine does. */
async function timed<T>(work: () => Promise<T>): Promise<{ result: T; ms: number; cpu: number }> {
  const [begun, used] = [performance.now(), process.cpuUsage()]
  const result = await work()
  const { user, system } = process.cpuUsage(used)
  return { result, ms: performance.now() - begun, cpu: (user + system) / 1000 }
}

const { result: server, ...loading } = await timed(() => import('../../packages/server/src/index.ts'))

const servers: Awaited<ReturnType<typeof server.startServer>>[] = []
const starts: { ms: number; cpu: number }[] = []
for (let i = 0; i < 10; i++) {
  const { result, ...start } = await timed(() =>
    server.startServer({
      storage: 'memory',
      data: process.argv[2]!,
      host: '127.0.0.1',
      port: 0,
      passwordCost: 1024,
      logLevel: 'warn',
      bootstrap: `acme#chat${i}:client:secret`,
    }),
  )
  servers.push(result)
  starts.push(start)
}

const loaded = [...packages]
/** Begins like a JPEG. */
const image = new Uint8Array(20_000).fill(1)
image.set([0xff, 0xd8, 0xff, 0xe0])

const answers = await Promise.all(
  servers.map(async ({ url }, i) => {
    const call = async (path: string, body: object, token?: string) => {
      const response = await fetch(`${url}/acme/chat${i}${path}`, {
        method: 'POST',
        headers: {
          'content-type': 'application/json',
          ...(token !== undefined && { authorization: `Bearer ${token}` }),
        },
        body: JSON.stringify(body),
      })
      return (await response.json()) as Record<string, never>
    }
    const grant = { grant_type: 'client_credentials', client_id: 'client', client_secret: 'secret' }
    const { access_token: token } = await call('/token', grant)
    await call('/users', { username: 'alice', password: 'pw' }, token)
    const message = { from: 'admin', to: ['alice'], type: 'txt', body: { msg: 'hello' } }
    const sent = await call('/messages/users', message, token)
    return {
      sent: Object.keys(sent.data ?? {}),
      ready: (await fetch(`${url}/readyz`)).status,
      thumbnail: await thumbnailOf(image, `${url}/acme/chat${i}/chatfiles`, token as unknown as string),
    }
  }),
)

/** What comes as the thumbnail of an uploaded image: its size in bytes. */
async function thumbnailOf(image: Uint8Array<ArrayBuffer>, url: string, token: string): Promise<number> {
  const form = new FormData()
  form.append('file', new Blob([image], { type: 'image/jpeg' }), 'image.jpg')
  const headers = { authorization: `Bearer ${token}` }
  const upload = await fetch(url, { method: 'POST', headers, body: form })
  const { entities } = (await upload.json()) as { entities: [{ uuid: string }] }
  const thumbnail = await fetch(`${url}/${entities[0].uuid}`, { headers: { ...headers, thumbnail: 'true' } })
  return (await thumbnail.arrayBuffer()).byteLength
}

const { result: _, ...stopping } = await timed(async () => {
  for (const each of servers) await each.stop()
})
console.log(JSON.stringify({ loading, starts, loaded, answers, stopping, rss: process.memoryUsage.rss() }))
