export * from './exact-number.ts'
export * from './json-object.ts'
export * from './parse-json.ts'
export * from './utf8-text.ts'
