import type { Theme } from 'vitepress'
// Without fonts: those of the reader's system have Chinese characters, too.
import DefaultTheme from 'vitepress/theme-without-fonts'
import { tokenize } from '../tokenize.ts'

/** Whoever looks for a feature wants its page first, then the reference, then why it is built like that. */
function boostDocument(id: string): number {
  if (/^\/docs\/(?:decisions\/|architecture)/.test(id)) return 0.2
  return id.startsWith('/docs/reference/') ? 0.3 : 1
}

/** Short words would be the beginning of half of the others; a single Han character is that of a pair. */
const prefix = (term: string): boolean => term.length > 2 || /^\p{Script=Han}/u.test(term)

export default {
  extends: DefaultTheme,
  enhanceApp({ siteData }) {
    siteData.value.themeConfig.search.options.miniSearch = {
      options: { tokenize },
      searchOptions: { boostDocument, prefix },
    }
  },
} satisfies Theme
