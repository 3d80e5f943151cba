import type { TestServer } from '../harness/test-server.ts'
import { type Client, openClient } from '../sdk/client.ts'

/** What the SDK has reported about contacts: event, sender, receiver, reason. */
export type RosterEvent = [name: string, from: string, to: string, status?: string]

/** Logs a user in with the official SDK. */
export async function logIn(server: TestServer, user: string, device = 'd1'): Promise<Client> {
  return openClient({
    apiUrl: server.url,
    wsUrl: server.wsUrl,
    appKey: server.app.key,
    user,
    accessToken: await server.userToken(user),
    device,
  })
}

/**
 * Returns all events of contacts that the client has received so far, in order. It sends a message now, which arrives
 * after everything committed before.
 */
export async function rosterEvents(server: TestServer, client: Client): Promise<RosterEvent[]> {
  const to = client.connection.context.userId
  const msg = `marker ${++markers}`
  await server.call('POST', '/messages/users', { to: [to], type: 'txt', body: { msg } })
  await client.next('onTextMessage', (text) => text.msg === msg)
  return client.events
    .filter(({ name }) => name.startsWith('onContact'))
    .map(({ name, payload }) => {
      const { from, to, status } = payload as { from: string; to: string; status?: string }
      return [name.slice('onContact'.length), from, to, ...(status ? [status] : [])] as RosterEvent
    })
}

let markers = 0
