export type { AreaWords, FieldWords } from './area-words.ts'
export { type PublicPage, publicPages } from './documents.ts'
export { namedWords } from './named-words.ts'
export { pathParameters } from './path-parameters.ts'
export {
  actWords,
  areaWords,
  type Direction,
  type FoundWords,
  fieldWords,
  namedFieldWords,
  resultWords,
} from './words-of.ts'
