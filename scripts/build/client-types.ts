import ts from 'typescript'
import { emitTypes } from './emit-types.ts'

/**
 * Writes the declarations of the client with the types of the operations written out: users need neither our declarations nor the
 * library that infers types from them, and their editors show fields instead of conditional types.
 */
export function writeClientTypes(root: string, out: string): void {
  emitTypes(root, 'packages/client', out, (program, file, name) => {
    if (name === 'operations') return printOperations(program, file)
    // The table of routes is nothing that users see.
    return name === 'routes' ? null : undefined
  })
}

function printOperations(program: ts.Program, file: string): string {
  const checker = program.getTypeChecker()
  const alias = program
    .getSourceFile(file)!
    .statements.find((each) => ts.isTypeAliasDeclaration(each) && each.name.text === 'Operations')
  const operations = checker.getTypeAtLocation((alias as ts.TypeAliasDeclaration).name)
  const lines = operations.getProperties().map((property) => {
    const type = checker.getTypeOfSymbol(property)
    return `  ${JSON.stringify(property.name)}: ${print(checker, type)}`
  })
  if (lines.length < 100) throw new Error(`only ${lines.length} operations have types`)
  const head = '/** What each operation takes and gives, by its id in the reference. */'
  return `${head}\nexport interface Operations {\n${lines.join('\n')}\n}\n`
}

/** Types of the language itself, which are not written out. */
const GLOBAL = new Set(['FormData', 'Blob', 'ReadableStream'])

function print(checker: ts.TypeChecker, type: ts.Type): string {
  const one = (each: ts.Type) => print(checker, each)
  const { symbol } = type
  if (symbol !== undefined && GLOBAL.has(symbol.name)) return checker.typeToString(type)
  if (type.isUnion()) {
    if (type.flags & ts.TypeFlags.Boolean) return 'boolean'
    return [...new Set(type.types.map(one))]
      .map((each) => (/[&|]|=>/.test(each) && !/^[{[(]/.test(each) ? `(${each})` : each))
      .join(' | ')
  }
  if (checker.isTupleType(type))
    return `[${checker
      .getTypeArguments(type as ts.TypeReference)
      .map(one)
      .join(', ')}]`
  if (checker.isArrayType(type))
    return `Array<${checker
      .getTypeArguments(type as ts.TypeReference)
      .map(one)
      .join()}>`
  const isObject = (type.flags & (ts.TypeFlags.Object | ts.TypeFlags.Intersection)) !== 0
  if (!isObject) return checker.typeToString(type, undefined, ts.TypeFormatFlags.NoTruncation)
  const fields = checker.getPropertiesOfType(type).map((property) => {
    const optional = (property.flags & ts.SymbolFlags.Optional) !== 0
    return `${JSON.stringify(property.name)}${optional ? '?' : ''}: ${one(checker.getTypeOfSymbol(property))}`
  })
  const indexes = checker
    .getIndexInfosOfType(type)
    .map((index) => `[key: ${checker.typeToString(index.keyType)}]: ${one(index.type)}`)
  return `{ ${[...fields, ...indexes].join('; ')} }`
}
