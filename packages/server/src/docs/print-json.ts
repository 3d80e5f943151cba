/** Longest line that is not broken. */
const WIDTH = 110

/** JSON to read and to diff: values that fit are printed on one line. Ends with a newline. */
export function printJson(value: unknown): string {
  return `${print(value, '', '')}\n`
}

/** @param label text before the value on its line. */
function print(value: unknown, indent: string, label: string): string {
  const line = oneLine(value)
  if (typeof value !== 'object' || value === null || indent.length + label.length + line.length < WIDTH) {
    return label + line
  }
  const inner = `${indent}  `
  const [open, close, lines] = Array.isArray(value)
    ? ['[', ']', value.map((item) => inner + print(item, inner, ''))]
    : ['{', '}', entries(value).map(([key, each]) => inner + print(each, inner, `${JSON.stringify(key)}: `))]
  return `${label}${open}\n${lines.join(',\n')}\n${indent}${close}`
}

function oneLine(value: unknown): string {
  if (Array.isArray(value)) return `[${value.map(oneLine).join(', ')}]`
  if (typeof value !== 'object' || value === null) return JSON.stringify(value)
  const fields = entries(value).map(([key, each]) => `${JSON.stringify(key)}: ${oneLine(each)}`)
  return fields.length === 0 ? '{}' : `{ ${fields.join(', ')} }`
}

function entries(value: object): [string, unknown][] {
  return Object.entries(value).filter(([, each]) => each !== undefined)
}
