import { hash } from 'node:crypto'
import type { CompiledQuery } from 'kysely'
import type { Connection } from './engine.ts'
import type { SqlFlavour } from './sql-flavour.ts'

/** Placeholder for a value while a statement is compiled to SQL. Fails if it is inspected instead of passed on. */
class Slot {
  readonly name: string

  constructor(name: string) {
    this.name = name
  }

  [Symbol.toPrimitive](): never {
    throw new Error(`the statement depends on ${this.name}, which differs from run to run`)
  }

  toJSON(): never {
    return this[Symbol.toPrimitive]()
  }
}

const slots = new Proxy({}, { get: (_, name) => new Slot(String(name)) })

/**
 * A statement that runs repeatedly with different values: it is compiled to SQL once and then only filled in, because
 * compiling it costs the event loop more than running it. Databases parse it once, too, and plan it for any values.
 * @param make gets placeholders for the values, to be passed on as parameters; nothing else may depend on them.
 */
export function prepared<Values extends object, Row>(
  make: (connection: Connection, values: Values) => CompiledQuery<Row>,
): (connection: Connection, values: Values) => CompiledQuery<Row> {
  const made = new Map<SqlFlavour, CompiledQuery<Row>>()
  return (connection, values) => {
    let statement = made.get(connection.flavour)
    if (statement === undefined) {
      statement = withName(make(connection, slots as Values))
      made.set(connection.flavour, statement)
    }
    const parameters = statement.parameters.map((each) =>
      each instanceof Slot ? values[each.name as keyof Values] : each,
    )
    return { ...statement, parameters }
  }
}

/** Adds the `name` of a Statement: the same for the same text, whichever process runs it. */
function withName<Row>(statement: CompiledQuery<Row>): CompiledQuery<Row> {
  return Object.assign({}, statement, { name: hash('sha1', statement.sql) })
}
