import eslint from '@eslint/js';
import securityRules from '@firebase/eslint-plugin-security-rules';
import { defineConfig, globalIgnores } from 'eslint/config';
import tseslint from 'typescript-eslint';

const notPure =
  'domain/ is pure: it imports zod and itself, and has no clock, no chance and no environment.';

export default defineConfig(
  globalIgnores([
    '**/node_modules/',
    '**/lib/',
    '**/dist/',
    '**/coverage/',
    '**/reports/',
    '**/.stryker-tmp/',
  ]),
  {
    files: ['**/*.ts'],
    extends: [eslint.configs.recommended, tseslint.configs.strictTypeChecked],
    languageOptions: { parserOptions: { projectService: true } },
    rules: {
      '@typescript-eslint/switch-exhaustiveness-check': [
        'error',
        { considerDefaultExhaustiveForUnions: true },
      ],
      '@typescript-eslint/consistent-type-imports': 'error',
      '@typescript-eslint/no-import-type-side-effects': 'error',
      '@typescript-eslint/no-unused-vars': ['error', { ignoreRestSiblings: true }],
      '@typescript-eslint/restrict-template-expressions': ['error', { allowNumber: true }],
      eqeqeq: 'error',
    },
  },
  {
    files: ['functions/src/domain/**'],
    rules: {
      'no-restricted-imports': [
        'error',
        { patterns: [{ regex: '^(?!zod$|\\./)', message: notPure }] },
      ],
      'no-restricted-globals': [
        'error',
        ...['Date', 'performance', 'process', 'console', 'crypto', 'fetch', 'setTimeout'].map(
          (name) => ({ name, message: notPure }),
        ),
      ],
      'no-restricted-properties': [
        'error',
        { object: 'Math', property: 'random', message: notPure },
      ],
    },
  },
  {
    // What an instance loads decides how long it takes to start (BENCHMARKS.md).
    files: ['functions/src/**'],
    ignores: ['functions/src/domain/**'],
    rules: {
      'no-restricted-imports': [
        'error',
        { name: 'firebase-functions', message: 'Import the part: `firebase-functions/logger`, …' },
      ],
    },
  },
  {
    // Only of a namespace does the bundler leave out what nothing uses, as the messages of 50 languages.
    files: ['functions/src/**'],
    rules: {
      'no-restricted-syntax': [
        'error',
        {
          selector: "ImportDeclaration[source.value='zod'] > ImportSpecifier[imported.name='z']",
          message: "Write `import * as z from 'zod'`.",
        },
      ],
    },
  },
  {
    files: ['functions/test/**/*.ts'],
    rules: {
      // Jest's matchers, as expect.any(), have the type any.
      '@typescript-eslint/no-unsafe-assignment': 'off',
      '@typescript-eslint/consistent-type-imports': ['error', { disallowTypeAnnotations: false }],
    },
  },
  {
    files: ['web/src/**/*.ts'],
    rules: {
      eqeqeq: ['error', 'always', { null: 'ignore' }],
      // Lit calls the listeners of a template with the element as `this`.
      '@typescript-eslint/unbound-method': 'off',
      // Data is never rendered as HTML: Lit's own expressions are all that writes into a page.
      'no-restricted-properties': [
        'error',
        ...['innerHTML', 'outerHTML', 'insertAdjacentHTML'].map((property) => ({
          property,
          message: 'Data is never rendered as HTML.',
        })),
      ],
      'no-restricted-imports': [
        'error',
        {
          patterns: [
            { regex: '^lit/directives/unsafe', message: 'Data is never rendered as HTML.' },
          ],
        },
      ],
    },
  },
  {
    files: ['web/src/sw.js'],
    languageOptions: {
      globals: {
        addEventListener: 'readonly',
        caches: 'readonly',
        clients: 'readonly',
        location: 'readonly',
        skipWaiting: 'readonly',
        URL: 'readonly',
      },
    },
  },
  {
    files: ['**/*.js'],
    extends: [eslint.configs.recommended],
    languageOptions: {
      globals: {
        process: 'readonly',
        console: 'readonly',
        fetch: 'readonly',
        setInterval: 'readonly',
        clearInterval: 'readonly',
        setTimeout: 'readonly',
        clearTimeout: 'readonly',
        module: 'writable',
        require: 'readonly',
        exports: 'writable',
      },
    },
  },
  securityRules.configs['flat/recommended'],
);
