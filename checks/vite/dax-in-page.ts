import { readFile } from 'node:fs/promises'
import type { Plugin } from 'vite'

/** Brings along what a page with dax inside needs: MSW's service worker. */
export function daxInPage(): Plugin {
  const script = (): Promise<Buffer> => readFile(new URL('../../node_modules/msw/lib/mockServiceWorker.js', import.meta.url))
  return {
    name: 'skydax:dax-in-page',
    configureServer(server) {
      server.middlewares.use('/mockServiceWorker.js', (_, response) => {
        void script().then((bytes) => {
          response.setHeader('Content-Type', 'text/javascript')
          response.end(bytes)
        })
      })
    },
    async generateBundle() {
      this.emitFile({ type: 'asset', fileName: 'mockServiceWorker.js', source: await script() })
    },
  }
}
