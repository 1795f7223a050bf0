import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { defineConfig, type Plugin } from 'vite';

const here = (path: string) => fileURLToPath(new URL(path, import.meta.url));

/**
 * Writes the names of the built files into `sw.js`, so that the board opens without a network. The names
 * change with the files' contents, and serve as the version of the cache.
 */
function serviceWorker(): Plugin {
  return {
    name: 'service-worker',
    apply: 'build',
    generateBundle(_, bundle) {
      const files = Object.keys(bundle)
        .filter((name) => !name.endsWith('.html'))
        .map((name) => `/${name}`);
      const source = readFileSync(here('src/sw.js'), 'utf8').replace(
        '/* the files of this build */',
        files.map((file) => JSON.stringify(file)).join(', '),
      );
      this.emitFile({ type: 'asset', fileName: 'sw.js', source });
    },
  };
}

export default defineConfig({
  plugins: [serviceWorker()],
  resolve: {
    // The board uses the functions' own domain code, so that no rule is written twice.
    alias: {
      '#domain': here('../functions/src/domain'),
      zod: here('node_modules/zod'),
      re2js: here('src/firebase/noRegularExpressions.ts'),
    },
  },
  build: {
    target: 'es2023',
    chunkSizeWarningLimit: 700,
    modulePreload: { polyfill: false },
    reportCompressedSize: true,
  },
});
