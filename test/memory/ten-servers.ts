// Starts ten servers in this process, uses them side by side, stops them, and writes what it saw to standard output as JSON.

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
      logLevel: 'error',
      bootstrap: `acme#chat${i}:client:secret`,
    }),
  )
  servers.push(result)
  starts.push(start)
}

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
    return { sent: Object.keys(sent.data ?? {}), ready: (await fetch(`${url}/readyz`)).status }
  }),
)

const { result: _, ...stopping } = await timed(async () => {
  for (const each of servers) await each.stop()
})
console.log(JSON.stringify({ loading, starts, answers, stopping, rss: process.memoryUsage.rss() }))
