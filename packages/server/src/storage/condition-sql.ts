import { type RawBuilder, type SqlBool, sql } from 'kysely'
import type { Comparison, Condition } from '../domain/query/condition.ts'

type Value = string | number | boolean

/** How a table stores the fields that conditions can name. */
export type FieldColumns<Field extends string> = Readonly<
  Record<
    Field,
    {
      compare(operator: Comparison, value: Value): RawBuilder<SqlBool>
      /** The field as text; absent: the field does not support `contains`. */
      text?: RawBuilder<string>
    }
  >
>

const symbols: Readonly<Record<Comparison, RawBuilder<unknown>>> = {
  '=': sql`=`,
  '<': sql`<`,
  '<=': sql`<=`,
  '>': sql`>`,
  '>=': sql`>=`,
}

/** Returns a condition as SQL. No caller input gets into the text of the statement: values are parameters. */
export function conditionSql<Field extends string>(
  condition: Condition<Field>,
  columns: FieldColumns<Field>,
): RawBuilder<SqlBool> {
  if (condition.is === 'compared')
    return columns[condition.field].compare(condition.operator, condition.value)
  if (condition.is === 'containing') {
    const pattern = `%${condition.text.replace(/[\\%_]/g, '\\$&')}%`
    return sql`${columns[condition.field].text!} like ${pattern} escape '\\'`
  }
  const parts = condition.of.map((each) => conditionSql(each, columns))
  return sql`(${sql.join(parts, condition.is === 'all' ? sql` and ` : sql` or `)})`
}

/** A text or number that a column holds as is. */
export function plainColumn(column: RawBuilder<string>): FieldColumns<string>[string] {
  return {
    compare: (operator, value) => sql`${column} ${symbols[operator]} ${value}`,
    text: column,
  }
}
