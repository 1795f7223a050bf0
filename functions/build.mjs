// npm run build: bundles the functions into lib/index.js, with a source map beside it. That is deployed.
import { readFile, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';

const folder = fileURLToPath(new URL('.', import.meta.url));
const entry = join(folder, 'src', 'index.ts');

/**
 * Makes each export a getter that loads its function's modules on first use. An instance serves one
 * function and loads nothing else; a deployment and the emulators use all exports, and find them all.
 */
const lazyExports = {
  name: 'lazy exports',
  setup({ onLoad }) {
    onLoad({ filter: /[\\/]src[\\/]index\.ts$/ }, async ({ path }) => {
      const source = await readFile(path, 'utf8');
      const getters = [];
      const rest = source
        .replaceAll(/^export \{([^}]*)\} from ('[^']*');$/gm, (_, names, from) => {
          for (const name of names.match(/\w+/g)) {
            getters.push(`get ${name}() { return require(${from}).${name}; }`);
          }
          return '';
        })
        .replaceAll(/^import ('[^']*');$/gm, 'require($1);');
      if (/^(import|export)\b/m.test(rest)) {
        throw new Error(
          'src/index.ts may only have statements like `import … ` and `export { … } from …`',
        );
      }
      return { contents: `${rest}\nmodule.exports = { ${getters.join(', ')} };\n` };
    });
  },
};

await rm(join(folder, 'lib'), { recursive: true, force: true });
await build({
  entryPoints: [entry],
  outfile: join(folder, 'lib', 'index.js'),
  bundle: true,
  platform: 'node',
  format: 'cjs',
  target: 'node20',
  sourcemap: true,
  // A deployment reads the functions' options from these packages, so there must be only one copy of each.
  // The others are of one or two functions: outside the bundle, no other function's instance reads them.
  external: [
    'firebase-admin',
    'firebase-functions',
    '@fastify/busboy',
    'libphonenumber-js',
    'standardwebhooks',
  ],
  plugins: [lazyExports],
  logLevel: 'warning',
});
