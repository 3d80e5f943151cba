import { sql } from 'kysely'
import {
  type OpenSession,
  type OpenSessionStore,
  SessionsEnded,
} from '../domain/devices/open-session-store.ts'
import type { Connection } from './engine.ts'
import { guarded } from './guard.ts'

export function openSessionStore(connection: Connection): OpenSessionStore {
  const { reads, writes, flavour } = connection
  return {
    async add(sessions) {
      if (sessions.length === 0) return
      const given = flavour.rows<OpenSession>(
        JSON.stringify(
          sessions.map(({ node, number, app, user, device }) => [node, number, app, user, device]),
        ),
        { node: 'text', number: 'integer', app: 'integer', user: 'text', device: 'text' },
      )
      const statement = sql`
        insert into open_session (node, number, app, "user", device)
        select given.node, given.number, given.app, given."user", given.device from ${given} as given where true
        on conflict (node, number) do nothing`
      await connection.together([statement.compile(writes)])
    },

    async remove(sessions) {
      const [first] = sessions
      if (first === undefined) return
      const numbers = flavour.rows<{ number: number }>(
        JSON.stringify(sessions.map(({ number }) => [number])),
        {
          number: 'integer',
        },
      )
      const statement = sql`
        delete from open_session
        where node = ${first.node} and number in (select number from ${numbers} as numbers)
        returning number`.compile(writes)
      const refusal = () => new SessionsEnded('the end of these sessions has been reported')
      await connection.together([guarded(statement, sessions.length, refusal)])
    },

    ofOthers(nodes, limit) {
      return reads
        .selectFrom('open_session')
        .selectAll()
        .where('node', 'not in', nodes)
        .orderBy('node')
        .orderBy('number')
        .limit(limit)
        .execute()
    },
  }
}
