export type Comparison = '=' | '<' | '<=' | '>' | '>='

/** What rows must satisfy. Values have the type of the field: folded names, ms since 1970, booleans. */
export type Condition<Field extends string = string> =
  | { is: 'all' | 'any'; of: readonly Condition<Field>[] }
  | { is: 'compared'; field: Field; operator: Comparison; value: string | number | boolean }
  | { is: 'containing'; field: Field; text: string }

/** A parsed query. */
export interface Query<Field extends string = string, Order extends string = string> {
  /** Undefined: all rows. */
  where: Condition<Field> | undefined
  /** Undefined: the default order of the target. */
  order: { by: Order; descending: boolean } | undefined
  limit: number | undefined
}

/** The only values of a field that can satisfy the condition; undefined if it does not restrict the field. */
export function possibleValues<Field extends string>(
  condition: Condition<Field> | undefined,
  field: Field,
): ReadonlySet<string> | undefined {
  if (condition === undefined) return undefined
  if (condition.is === 'compared') {
    const isPinned = condition.field === field && condition.operator === '='
    return isPinned ? new Set([String(condition.value)]) : undefined
  }
  if (condition.is === 'containing') return undefined
  const parts = condition.of.map((each) => possibleValues(each, field))
  const bounded = parts.filter((each) => each !== undefined)
  if (condition.is === 'any')
    return bounded.length === parts.length ? new Set(bounded.flatMap((each) => [...each])) : undefined
  const [first, ...others] = bounded
  return first && new Set([...first].filter((value) => others.every((each) => each.has(value))))
}

/** A range that contains every integer that can satisfy the condition: `from <= value < until`. */
export interface Stretch {
  from: number
  until: number
}

const EVERYTHING: Stretch = { from: 0, until: Number.MAX_SAFE_INTEGER }

const stretches: Readonly<Record<Comparison, (value: number) => Stretch>> = {
  '=': (value) => ({ from: value, until: value + 1 }),
  '<': (value) => ({ ...EVERYTHING, until: value }),
  '<=': (value) => ({ ...EVERYTHING, until: value + 1 }),
  '>': (value) => ({ ...EVERYTHING, from: value + 1 }),
  '>=': (value) => ({ ...EVERYTHING, from: value }),
}

export function possibleStretch<Field extends string>(
  condition: Condition<Field> | undefined,
  field: Field,
): Stretch {
  if (condition === undefined || condition.is === 'containing') return EVERYTHING
  if (condition.is === 'compared')
    return condition.field === field ? stretches[condition.operator](Number(condition.value)) : EVERYTHING
  const parts = condition.of.map((each) => possibleStretch(each, field))
  const [outer, inner] = condition.is === 'all' ? [Math.max, Math.min] : [Math.min, Math.max]
  return {
    from: outer(...parts.map(({ from }) => from)),
    until: inner(...parts.map(({ until }) => until)),
  }
}
