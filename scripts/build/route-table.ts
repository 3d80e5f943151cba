import type { Plugin } from 'esbuild'

/** Puts the table of routes in place of the declarations that it is made from, which a client has no use for. */
export const routeTable: Plugin = {
  name: 'route-table',
  setup(build) {
    build.onLoad({ filter: /packages\/client\/src\/routes\.ts$/ }, async ({ path }) => {
      const { routes } = (await import(path)) as { routes: object }
      return { contents: `export const routes = ${JSON.stringify(routes)}`, loader: 'js' }
    })
  },
}
