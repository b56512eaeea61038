import react from '@vitejs/plugin-react'
import { defineConfig } from 'vite'
import { contentSecurityPolicy } from './checks/vite/content-security-policy.ts'
import { daxInPage } from './checks/vite/dax-in-page.ts'

/**
 * `vite` serves the page with dax inside it (MSW); `SKYDAX_API=http://127.0.0.1:8700 vite` leaves MSW out and passes /api on to that server.
 * `vite build` makes the static app, `--mode demo` the same with dax inside.
 */
export default defineConfig(({ command, mode }) => {
  const api = process.env['SKYDAX_API']
  const inPage = mode === 'demo' || (command === 'serve' && api === undefined)
  return {
    base: process.env['SKYDAX_BASE'] ?? '/',
    define: { __DAX_INSIDE__: JSON.stringify(inPage) },
    plugins: [react(), contentSecurityPolicy(), ...(inPage ? [daxInPage()] : [])],
    worker: { format: 'es' },
    build: { target: 'es2022', outDir: mode === 'demo' ? 'dist/demo' : 'dist/app', chunkSizeWarningLimit: 2600, assetsInlineLimit: 0 },
    server: {
      ...(api === undefined
        ? {}
        : { proxy: Object.fromEntries(['/api', '/auth', '/login', '/logout'].map((path) => [path, { target: api, changeOrigin: false }])) }),
    },
  }
})
