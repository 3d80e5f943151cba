import type { JidFields } from './msync.generated.js'

/** Both SDK brands use these domains, whatever the host (msync.md §2.2). */
export const USER_DOMAIN = 'easemob.com'
/** Domain of groups, rooms and threads. */
export const CONFERENCE_DOMAIN = 'conference.easemob.com'

/** `appKey` is `org#app`; `resource` names one device of the user. */
export function userJid(appKey: string, name: string, resource?: string): JidFields {
  return resource === undefined
    ? { appKey, name, domain: USER_DOMAIN }
    : { appKey, name, domain: USER_DOMAIN, resource }
}

/** JID of a group, room or thread. */
export function conferenceJid(appKey: string, id: string): JidFields {
  return { appKey, name: id, domain: CONFERENCE_DOMAIN }
}

export function isConference(jid: JidFields): boolean {
  return jid.domain === CONFERENCE_DOMAIN
}

/** The text form of a conversation in REST calls: `name@domain` (msync.md §2.2). */
export function formatConversation({ name, conference }: Conversation): string {
  return `${name}@${conference ? CONFERENCE_DOMAIN : USER_DOMAIN}`
}

/** The inverse. The last `@` separates; null if the domain is neither of the two or the name is empty. */
export function parseConversation(text: string): Conversation | null {
  const at = text.lastIndexOf('@')
  const domain = text.slice(at + 1)
  if (at < 1 || (domain !== USER_DOMAIN && domain !== CONFERENCE_DOMAIN)) return null
  return { name: text.slice(0, at), conference: domain === CONFERENCE_DOMAIN }
}

/** The other side of a conversation: a user, or (`conference`) a group, room or thread. */
export interface Conversation {
  name: string
  conference: boolean
}
