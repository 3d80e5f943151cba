import { once } from 'node:events'
import { readFile } from 'node:fs/promises'
import { createServer, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import type { Kit } from './kits.ts'

const packages = new URL('../../node_modules/', import.meta.url)

/** The files of the site, all as published: no bundler stands between. */
function filesOf({ folder }: Kit): Readonly<Record<string, { url: URL; type: string }>> {
  return {
    '/': { url: new URL('kit-page.html', import.meta.url), type: 'text/html' },
    '/style.css': { url: new URL('style.css', folder), type: 'text/css' },
    '/react.js': script('react/umd/react.production.min.js'),
    '/react-dom.js': script('react-dom/umd/react-dom.production.min.js'),
    '/mobx.js': script('mobx/dist/mobx.umd.production.min.js'),
    '/mobx-react-lite.js': script('mobx-react-lite/dist/mobxreactlite.umd.production.min.js'),
    '/kit.js': script('ChatUI.umd.js', folder),
  }
}

/** A web site with one of the vendor's UI kits, on an origin of its own. */
export class KitSite implements AsyncDisposable {
  readonly #server: Server

  private constructor(server: Server) {
    this.#server = server
  }

  static async start(kit: Kit): Promise<KitSite> {
    const files = filesOf(kit)
    const server = createServer((request, response) => {
      const file = files[request.url ?? '']
      if (file === undefined) return response.writeHead(404).end()
      response.setHeader('content-type', `${file.type}; charset=utf-8`)
      void readFile(file.url).then((bytes) => response.end(bytes))
    })
    server.listen(0, '127.0.0.1')
    await once(server, 'listening')
    return new KitSite(server)
  }

  /** Address of a page whose kit is set up like that. */
  page(initConfig: object): string {
    const { port } = this.#server.address() as AddressInfo
    return `http://127.0.0.1:${port}/#${encodeURIComponent(JSON.stringify(initConfig))}`
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#server.close()
    this.#server.closeAllConnections()
    await once(this.#server, 'close')
  }
}

function script(path: string, folder = packages): { url: URL; type: string } {
  return { url: new URL(path, folder), type: 'text/javascript' }
}
