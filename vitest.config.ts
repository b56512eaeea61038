import { defineConfig } from 'vitest/config'

export default defineConfig({
  test: {
    include: ['{vo,dax,mocks,src,checks,bench}/**/*.test.{ts,tsx}'],
    testTimeout: 30_000,
    hookTimeout: 120_000,
  },
})
