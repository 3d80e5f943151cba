/** Matches the title of a test or of a group of tests. */
const TITLE =
  /(?<![\w.])(?:describe|suite|test|it)(?:\.\w+)?\(\s*(?<quote>['"`])(?<title>(?:\\.|(?!\k<quote>)[^\\])*)\k<quote>/gs
const TAG = /\[([a-z]+\.[a-zA-Z0-9]+)\]/g

/** Operation ids in the titles of a test file, such as `test('[users.register] refuses a name taken', …`. */
export function testTags(source: string): string[] {
  const titles = [...source.matchAll(TITLE)].map((match) => match.groups!.title!)
  return [...new Set(titles.flatMap((title) => [...title.matchAll(TAG)].map(([, id]) => id!)))]
}
