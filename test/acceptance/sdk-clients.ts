import type { EasemobChat } from 'easemob-websdk'
import { Client, type ClientOptions, openClient } from '../sdk/client.ts'
import { loadSdk } from '../sdk/load-sdk.ts'

/** A server: a TestServer, or one in its own process. */
export interface Place {
  url: string
}

const APP_KEY = 'acme#chat'

/** What openClient needs to know about a server. */
export function addressOf({ url }: Place): Pick<ClientOptions, 'apiUrl' | 'wsUrl' | 'appKey'> {
  return { apiUrl: url, wsUrl: `${url.replace(/^http/, 'ws')}/websocket`, appKey: APP_KEY }
}

/** A client of `acme#chat`. */
export function sdkClient(
  place: Place,
  login: Omit<ClientOptions, 'apiUrl' | 'wsUrl' | 'appKey'>,
): Promise<Client> {
  return openClient({ ...addressOf(place), ...login })
}

/** A client that has not logged in: for options and ways of opening that openClient lacks. Close it. */
export function unopenedClient(place: Place, options: EasemobChat.ConnectionParameters = {}): Client {
  const { connection, message } = loadSdk()
  const { apiUrl, wsUrl, appKey } = addressOf(place)
  const given = { appKey, apiUrl, url: wsUrl, isHttpDNS: false, https: false }
  return new Client(
    new connection({ ...given, isFixedDeviceId: false, deviceId: 'd1', ...options }),
    message.create,
  )
}
