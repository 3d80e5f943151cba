import type { Theme } from 'vitepress'
// Without fonts: those of the reader's system have Chinese characters, too.
import DefaultTheme from 'vitepress/theme-without-fonts'
import { tokenize } from '../tokenize.ts'

/** Whoever looks for a feature wants its page first, then the reference, then why it is built like that. */
function boostDocument(id: string): number {
  if (/^\/docs\/(?:decisions\/|architecture)/.test(id)) return 0.2
  return id.startsWith('/docs/reference/') ? 0.5 : 1
}

export default {
  extends: DefaultTheme,
  enhanceApp({ siteData }) {
    siteData.value.themeConfig.search.options.miniSearch = {
      options: { tokenize },
      searchOptions: { boostDocument },
    }
  },
} satisfies Theme
