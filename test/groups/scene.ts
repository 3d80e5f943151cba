import {
  BodyType,
  conferenceJid,
  decodeMucBody,
  encodeMessageBody,
  MucOperation,
  Namespace,
  type wire,
} from '@ringpost/protocol'
import { APP_KEY, bodyOf, type DownFrame, RawClient } from '../gateway/raw-client.ts'
import type { TestServer } from '../harness/test-server.ts'

/** Creates a group owned by alice; returns its id. */
export async function createGroup(
  server: TestServer,
  members: readonly string[],
  more: Record<string, unknown> = {},
): Promise<string> {
  const request = { groupname: 'team', public: true, owner: 'alice', members, ...more }
  const { status, body } = await server.call('POST', '/chatgroups', request)
  if (status !== 200) throw new Error(JSON.stringify(body))
  return body.data.groupid
}

/** Creates a room owned by alice; returns its id. */
export async function createRoom(
  server: TestServer,
  members: readonly string[],
  more: Record<string, unknown> = {},
): Promise<string> {
  const request = { name: 'hall', description: '', owner: 'alice', members, ...more }
  const { status, body } = await server.call('POST', '/chatrooms', request)
  if (status !== 200) throw new Error(JSON.stringify(body))
  return body.data.id
}

/** A device to which new data is pushed; what was waiting for it is discarded. */
export async function goOnline(server: TestServer, user: string, resource = 'raw_1'): Promise<RawClient> {
  const client = await RawClient.login(server.wsUrl, { user, resource, token: await server.userToken(user) })
  await client.goLive()
  // Anything that arrived together with the answer that nothing is waiting is new.
  const isAnswer = (frame: DownFrame) =>
    frame.command === 'unread' || (frame.command === 'sync' && frame.isLast === true)
  client.frames.splice(0, client.frames.findLastIndex(isAnswer) + 1)
  return client
}

/** What was waiting for a device. */
export async function catchUp(server: TestServer, user: string, resource = 'raw_1'): Promise<string[]> {
  await using client = await RawClient.login(server.wsUrl, {
    user,
    resource,
    token: await server.userToken(user),
  })
  const told = (await client.goLive()).map(tell)
  // The acknowledgements count once they are stored.
  await server.running.core.cursors.flush()
  return told
}

const operations = Object.fromEntries(Object.entries(MucOperation).map(([name, number]) => [number, name]))

/**
 * A meta in one line: the text of a message, or an event as `OPERATION from>to`, the members of a list in parentheses.
 */
export function tell(meta: wire.Meta): string {
  if (meta.namespace !== Namespace.MUC) {
    const { type, content } = bodyOf(meta)
    return content?.type === 'txt' ? content.msg : `${content?.type ?? `body ${type}`}`
  }
  const { operation, from, to, members } = decodeMucBody(meta.payload!)
  const others = members.length > 0 ? ` (${members.join(' ')})` : ''
  return `${operations[operation!]} ${from?.name}>${to.map(({ name }) => name).join(',')}${others}`
}

/** What an online device has received so far. */
export function told(client: RawClient): string[] {
  return client.frames.flatMap((frame) =>
    frame.command === 'sync' && !frame.metaId ? frame.metas.map(tell) : [],
  )
}

/** Waits until the device has received this. */
export async function hears(client: RawClient, what: string): Promise<void> {
  await client.next('sync', ({ metaId, metas }) => !metaId && metas.some((meta) => tell(meta) === what))
}

/** A text to a group or room as clients write it. */
export function channelText(kind: 'group' | 'room', from: string, id: string, msg: string): Uint8Array {
  const type = kind === 'group' ? BodyType.GROUP_CHAT : BodyType.CHAT_ROOM
  return encodeMessageBody({ type, from, to: id, content: { type: 'txt', msg } })
}

/**
 * Sends a text to a group or room over the socket; returns the status of the response as `code reason`, empty if
 * successful.
 */
export async function say(
  client: RawClient,
  kind: 'group' | 'room',
  id: string,
  msg: string,
  more: Partial<Parameters<RawClient['send']>[0]> = {},
): Promise<string> {
  const to = conferenceJid(APP_KEY, id)
  const metaId = client.send({ to, payload: channelText(kind, client.user, id, msg), ...more })
  const { status } = await client.acknowledgement(metaId)
  return status?.code === 0 ? '' : `${status?.code} ${status?.reason}`
}
