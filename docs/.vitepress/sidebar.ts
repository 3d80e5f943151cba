import { existsSync, globSync, readFileSync } from 'node:fs'
import { join, resolve } from 'node:path'

const docs = resolve(import.meta.dirname, '..')

interface Section {
  en: string
  zh: string
  /** Pages from `docs` on, without `.md`, in order; `folder/*`: the others of the folder. */
  pages: readonly string[]
  isForContributors?: true
}

const sections: readonly Section[] = [
  {
    en: 'Start',
    zh: '开始',
    pages: [
      'start/install',
      'start/first-steps',
      'start/web',
      'start/android',
      'start/ios',
      'start/other-clients',
      'start/*',
    ],
  },
  { en: 'Testing', zh: '测试', pages: ['testing'] },
  { en: 'Moving here', zh: '迁移', pages: ['moving/*'] },
  {
    en: 'Features',
    zh: '功能',
    pages: [
      'features/messages',
      'features/groups',
      'features/rooms',
      'features/*',
      'webhooks',
      'push',
      'push-services',
    ],
  },
  { en: 'Recipes', zh: '做法', pages: ['recipes/*'] },
  { en: 'In operation', zh: '运行', pages: ['deploy', 'retention', 'scale', 'versions'] },
  {
    en: 'Reference',
    zh: '参考',
    pages: ['reference/configuration', 'reference/endpoints', 'reference/errors', 'reference/*'],
  },
  {
    en: 'For contributors',
    zh: '贡献者',
    pages: ['architecture', 'sources', 'decisions/README', 'decisions/*'],
    isForContributors: true,
  },
]

interface Group {
  text: string
  collapsed: boolean
  items: { text: string; link: string }[]
}

/** The pages of a language, by section, with their first headings as titles. Sections without a page are left out. */
export function sidebar(language: 'en' | 'zh'): Group[] {
  const prefix = language === 'en' ? '' : 'zh/'
  const listed = new Set(sections.flatMap(({ pages }) => pages))
  return sections
    .map((section) => ({
      text: section[language],
      collapsed: section.isForContributors === true,
      items: section.pages
        .flatMap((page) => expand(page, prefix, listed))
        .map((page) => ({ text: titleOf(prefix + page), link: `/${prefix}${page}`.replace(/README$/, '') })),
    }))
    .filter(({ items }) => items.length > 0)
}

function expand(page: string, prefix: string, listed: ReadonlySet<string>): string[] {
  if (!page.endsWith('/*')) return existsSync(join(docs, `${prefix}${page}.md`)) ? [page] : []
  return globSync(`${prefix}${page}.md`, { cwd: docs })
    .map((file) => file.replaceAll('\\', '/').slice(prefix.length).replace(/\.md$/, ''))
    .filter((each) => !listed.has(each))
    .sort()
}

function titleOf(page: string): string {
  const text = readFileSync(join(docs, `${page}.md`), 'utf8')
  return /^# (.+)$/m.exec(text)?.[1]?.replaceAll('`', '') ?? page
}
