import { fileURLToPath } from 'node:url'
import { defineConfig } from 'vitest/config'

/** Two projects: `unit` needs nothing but Node and a C compiler, `integration` a container engine. */
export default defineConfig({
  root: fileURLToPath(new URL('..', import.meta.url)),
  resolve: { alias: { '@contract': fileURLToPath(new URL('src/contract', import.meta.url)) } },
  test: {
    projects: [
      {
        extends: true,
        test: {
          name: 'unit',
          include: [
            'server/{src,bench,test/agent}/**/*.test.ts',
            '{server/bin,.config}/*.test.mjs',
            'web/src/**/*.test.{ts,tsx}',
          ],
        },
      },
      {
        extends: true,
        test: {
          name: 'integration',
          include: ['server/test/**/*.test.ts'],
          exclude: ['server/test/agent/**'],
          // Labs start real nodes, and one engine serves all files: one after the other, in their own time (milliseconds).
          testTimeout: 180_000,
          hookTimeout: 180_000,
          fileParallelism: false,
        },
      },
    ],
  },
})
