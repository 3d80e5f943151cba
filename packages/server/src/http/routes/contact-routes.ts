import { contacts as operations } from '@ringpost/contract'
import type { ContactRequests } from '../../domain/contacts/contact-requests.ts'
import type { Contacts } from '../../domain/contacts/contacts.ts'
import type { OwnLists } from '../../domain/sync/own-lists.ts'
import type { App } from '../../domain/tenancy/app.ts'
import type { Users } from '../../domain/users/users.ts'
import { type Binding, bind } from '../request-context.ts'
import { userJson } from '../user-json.ts'

const DEFAULT_PAGE = 10
const OK = { status: 'ok' } as const

export function contactRoutes({
  users,
  contacts,
  contactRequests,
  ownLists,
}: {
  users: Users
  contacts: Contacts
  contactRequests: ContactRequests
  ownLists: OwnLists
}): Binding[] {
  /** The path of the reply names the user whose contacts they are, by UUID (rest-groups-rooms.md F1). */
  const ofUser = async (app: App, username: string) => ({
    path: `/users/${(await users.get(app, username)).uuid}/contacts`,
  })

  return [
    bind(operations.contactNames, async ({ app, params, query }) => {
      const all = await contacts.all(app, params.username)
      const entities = query.needReturnRemark === 'true' ? all.map(contactJson) : []
      return { reply: all.map(({ name }) => name), count: all.length, further: { entities } }
    }),

    bind(operations.roster, async ({ app, params }) => {
      const { name: user } = await users.get(app, params.username)
      // From before the list: what changes meanwhile is another version.
      const version = await ownLists.rosterVersion(app, user)
      const roster = (await contacts.all(app, user)).map(({ name }) => name)
      return { reply: { roster, version } }
    }),

    bind(operations.listContacts, async ({ app, params, query }) => {
      const limit = Number(query.limit)
      const wanted = Number.isInteger(limit) && limit > 0 ? limit : DEFAULT_PAGE
      const page = await contacts.page(app, params.username, wanted, query.cursor)
      const withRemarks = query.needReturnRemark === 'true'
      return {
        // The web SDKs read the cursor here; an empty one means the end (sdk-rest-calls.md C3).
        reply: {
          contacts: page.contacts.map((contact) =>
            contactJson(withRemarks ? contact : { ...contact, remark: null }),
          ),
          cursor: page.cursor ?? '',
        },
        count: page.contacts.length,
        cursor: page.cursor,
      }
    }),

    bind(operations.rosterVersion, async ({ app, params, now }) => {
      const { name } = await users.get(app, params.username)
      return { reply: { version: await ownLists.rosterVersion(app, name), checkedAt: now } }
    }),

    bind(operations.addContact, async ({ app, caller, params }) => {
      const friend = await contacts.add(caller, params.username, params.friend)
      return { reply: [userJson(friend)], further: await ofUser(app, params.username) }
    }),

    bind(operations.removeContact, async ({ app, caller, params }) => {
      const friend = await contacts.remove(caller, params.username, params.friend)
      return { reply: [userJson(friend)], further: await ofUser(app, params.username) }
    }),

    bind(operations.removeAllContacts, async ({ caller, params }) => {
      await contacts.removeAll(caller, params.username)
      return { reply: [] }
    }),

    bind(operations.applyForContact, async ({ caller, params, body }) => ({
      reply: await contactRequests.ask(caller, params.username, body.usernames, body.reason ?? ''),
    })),

    bind(operations.acceptContact, async ({ caller, params }) => ({
      reply: [userJson((await contactRequests.accept(caller, params.username, params.friend)).peer)],
    })),

    bind(operations.declineContact, async ({ caller, params }) => ({
      reply: [userJson(await contactRequests.decline(caller, params.username, params.friend))],
    })),

    bind(operations.setContactRemark, async ({ caller, params, body }) => {
      await contacts.setRemark(caller, params.username, params.friend, body.remark)
      return { further: OK }
    }),

    bind(operations.importContacts, async ({ caller, params, query, body }) => {
      const told = query.isSendNotice === 'true'
      const { added, unknown, full } = await contacts.import(caller, params.username, body.usernames, told)
      return {
        reply: { success: added, NotExistFailed: unknown, maxLimitFailed: full, UnKnowFailed: [] },
        further: OK,
      }
    }),

    bind(operations.checkContacts, async ({ app, body }) => {
      const found = await contacts.check(app, body.username, body.check_list)
      return {
        reply: body.check_list.map((username, i) => ({
          username,
          relation: found[i] ? 'friend' : 'not_friend',
        })),
      }
    }),
  ]
}

function contactJson({ name, remark }: { name: string; remark: string | null }) {
  return { username: name, remark }
}
