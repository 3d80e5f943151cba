// The documentation site, from the Markdown files of docs/: docs/decisions/0054-site.md says why it is built like this.
import { cpSync, mkdirSync } from 'node:fs'
import { dirname, join, resolve } from 'node:path'
import { defineConfig } from 'vitepress'
import { moveInlineScripts } from './inline-scripts.ts'
import { carriedFiles, outsideLinks } from './outside-links.ts'
import { sidebar } from './sidebar.ts'
import { tokenize } from './tokenize.ts'

const root = resolve(import.meta.dirname, '../..')
const base = '/docs/'

const searchOptions = {
  locales: {
    zh: {
      translations: {
        button: { buttonText: '搜索', buttonAriaLabel: '搜索' },
        modal: {
          displayDetails: '显示详情',
          resetButtonTitle: '清除',
          backButtonTitle: '关闭',
          noResultsText: '没有结果：',
          footer: { selectText: '选择', navigateText: '切换', closeText: '关闭' },
        },
      },
    },
  },
}
// Not enumerable, so that it stays out of what pages get: VitePress would send the function as text, which a page may only run with
// `unsafe-eval` in its policy. The theme sets it in the browser.
Object.defineProperty(searchOptions, 'miniSearch', { value: { options: { tokenize } } })

export default defineConfig({
  base,
  title: 'Ringpost',
  description: 'A self-hosted chat server that speaks Easemob IM / Agora Chat',
  outDir: join(root, 'build/site'),
  cacheDir: join(root, 'node_modules/.cache/vitepress'),
  rewrites: {
    'README.md': 'index.md',
    'zh/README.md': 'zh/index.md',
    'decisions/README.md': 'decisions/index.md',
  },
  // Data of the site in a file of its own instead of in each page.
  metaChunk: true,
  // Of pages that say where a server of the reader's own listens.
  ignoreDeadLinks: 'localhostLinks',
  vite: { build: { chunkSizeWarningLimit: 4000 } },
  head: [['link', { rel: 'icon', href: 'data:,' }]],
  markdown: { config: outsideLinks },
  locales: {
    root: { label: 'English', lang: 'en' },
    zh: {
      label: '简体中文',
      lang: 'zh-CN',
      description: '兼容环信 IM / Agora Chat 的自托管聊天服务器',
      themeConfig: {
        nav: [{ text: 'API', link: '/api/', target: '_self' }],
        sidebar: sidebar('zh'),
        outline: { level: [2, 3], label: '本页' },
        docFooter: { prev: '上一页', next: '下一页' },
        darkModeSwitchLabel: '外观',
        sidebarMenuLabel: '目录',
        returnToTopLabel: '回到顶部',
        langMenuLabel: '语言',
        notFound: { title: '没有这个页面', quote: '可能还没有中文版。', linkLabel: '首页', linkText: '首页' },
      },
    },
  },
  themeConfig: {
    nav: [{ text: 'API', link: '/api/', target: '_self' }],
    sidebar: sidebar('en'),
    outline: { level: [2, 3] },
    search: { provider: 'local', options: searchOptions },
  },
  transformHtml: (code, _id, { siteConfig }) => moveInlineScripts(code, siteConfig.outDir, base),
  buildEnd({ outDir }) {
    for (const [file, target] of carriedFiles) {
      mkdirSync(dirname(join(outDir, target)), { recursive: true })
      cpSync(join(root, file), join(outDir, target))
    }
  },
})
