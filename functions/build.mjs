// npm run build: bundles what is deployed into lib/index.js, with a source map beside it.
import { readFile, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';

const folder = fileURLToPath(new URL('.', import.meta.url));
const entry = join(folder, 'src', 'index.ts');

/**
 * An instance serves one function, and asks the module for that one alone: each export becomes a getter
 * that loads what its function needs. Deployment and emulators, which ask for all, find all.
 */
const eachWhenAskedFor = {
  name: 'each export when it is asked for',
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
          'src/index.ts has another statement than `import … ` and `export { … } from …`',
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
  // Firebase reads the functions' options from its own packages, of which there must be one copy.
  external: ['firebase-admin', 'firebase-functions'],
  plugins: [eachWhenAskedFor],
  logLevel: 'warning',
});
