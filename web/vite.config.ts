import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { defineConfig, loadEnv, type Plugin } from 'vite';
import { z } from 'zod';

const here = (path: string) => fileURLToPath(new URL(path, import.meta.url));

/**
 * Writes the names of the built files into `sw.js`, so that the board opens without a network. The names
 * change with the files' contents, and serve as the version of the cache.
 */
function serviceWorker(): Plugin {
  return {
    name: 'service-worker',
    apply: 'build',
    enforce: 'post', // Vite leaves out the chunks that hold nothing but the import of a style sheet.
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

const hostingSchema = z.object({
  hosting: z.object({
    headers: z.array(
      z.object({ headers: z.array(z.object({ key: z.string(), value: z.string() })) }),
    ),
  }),
});

/** The functions of any project, as firebase.json has to let every page reach them. */
const ANY_FUNCTIONS = 'https://*.cloudfunctions.net';

/**
 * Narrows the Content-Security-Policy of `firebase.json` to the functions of one project, if the board is built
 * for one. A browser enforces the page's policy in addition to the header's.
 */
function contentSecurityPolicy(): Plugin {
  return {
    name: 'content-security-policy',
    apply: 'build',
    transformIndexHtml() {
      const origin = process.env['FUNCTIONS_ORIGIN'];
      if (origin === undefined) return [];
      const { hosting } = hostingSchema.parse(
        JSON.parse(readFileSync(here('../firebase.json'), 'utf8')),
      );
      const policy = hosting.headers
        .flatMap(({ headers }) => headers)
        .find(({ key }) => key === 'Content-Security-Policy')?.value;
      const connect = policy?.split('; ').find((directive) => directive.startsWith('connect-src '));
      if (connect?.includes(ANY_FUNCTIONS) !== true) {
        throw new Error(`firebase.json does not let pages reach ${ANY_FUNCTIONS}`);
      }
      const attrs = {
        'http-equiv': 'Content-Security-Policy',
        content: connect.replace(ANY_FUNCTIONS, origin),
      };
      return [{ tag: 'meta', attrs, injectTo: 'head-prepend' }];
    },
  };
}

/** What replaces parts of zod that the board does not use: a quarter of what it would load of zod. */
const UNUSED: readonly { part: RegExp; replace: (code: string) => string }[] = [
  {
    // Schemas described as JSON Schema. Asking for that would throw.
    part: /zod\/v4\/core\/(to-json-schema|json-schema-processors)\.js$/,
    replace: (code) => {
      const names = [...code.matchAll(/^export (?:function|const) (\w+)/gm)].map(
        ([, name]) => name,
      );
      return `const none = () => { throw new Error('The board has no JSON Schema'); };
        export { ${names.map((name) => `none as ${String(name)}`).join(', ')} };`;
    },
  },
  {
    // English messages: what people read is Spanish, and is written by the pages.
    part: /zod\/v4\/locales\/en\.js$/,
    replace: () => 'export default () => ({ localeError: () => undefined });',
  },
];

function withoutUnusedParts(): Plugin {
  return {
    name: 'without-unused-parts',
    apply: 'build',
    transform(code, id) {
      const unused = UNUSED.find(({ part }) => part.test(id));
      return unused === undefined ? null : { code: unused.replace(code), map: null };
    },
  };
}

const hosting = process.env['HOSTING_EMULATOR_HOST'];

export default defineConfig(({ mode }) => ({
  plugins: [serviceWorker(), contentSecurityPolicy(), withoutUnusedParts()],
  resolve: {
    // The board uses the functions' own domain code, so that no rule is written twice.
    alias: {
      '#client': here('../client/src'),
      '#domain': here('../functions/src/domain'),
      // What is outside this folder gets the board's own packages.
      firebase: here('node_modules/firebase'),
      zod: here('node_modules/zod'),
      re2js: here('src/shared/firebase/noRegularExpressions.ts'),
    },
  },
  // Not `import.meta.env`, which the unit tests of what computes with it could not load.
  define: { AGENCY_TIME_ZONE: JSON.stringify(loadEnv(mode, here('.'))['VITE_TIME_ZONE']) },
  // `npm run dev`: the Hosting emulator says which project and emulators the page belongs to.
  server: {
    host: '127.0.0.1',
    proxy: hosting === undefined ? {} : { '/__': `http://${hosting}` },
  },
  build: {
    target: 'es2023',
    chunkSizeWarningLimit: 700,
    modulePreload: { polyfill: false },
    rolldownOptions: {
      // The Firestore SDK's debug log is off, and cannot be switched on here.
      treeshake: { manualPureFunctions: ['__PRIVATE_logDebug'] },
    },
    reportCompressedSize: true,
  },
}));
