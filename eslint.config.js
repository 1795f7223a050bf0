import eslint from '@eslint/js';
import securityRules from '@firebase/eslint-plugin-security-rules';
import { defineConfig, globalIgnores } from 'eslint/config';
import { createNodeResolver, importX } from 'eslint-plugin-import-x';
import { join } from 'node:path';
import tseslint from 'typescript-eslint';

const root = import.meta.dirname;

const notPure =
  'domain/ is pure: it imports zod and itself, and has no clock, no chance and no environment.';

const entryPointsImport = [
  'application',
  'domain',
  'firestore',
  'auth',
  'concurrency',
  'webhook',
  'options.ts',
  'webhookOptions.ts',
  'mailOptions.ts',
  'logMissingIndex.ts',
];
const applicationImports = ['domain', 'firestore', 'concurrency'];

/** What each part of the functions may import of them, besides itself. */
const FUNCTIONS = {
  'index.ts': ['triggers', 'callables', 'http', 'schedules', ...entryPointsImport],
  triggers: entryPointsImport,
  callables: entryPointsImport,
  http: entryPointsImport,
  schedules: entryPointsImport,
  'application/checks': ['application/sync', 'application/leads', ...applicationImports],
  'application/roles': ['auth', ...applicationImports],
  'application/privacy': [
    'application/checks',
    'application/sync',
    'application/leads',
    'auth',
    ...applicationImports,
  ],
  'application/telling': ['auth', 'webhook', ...applicationImports],
  'application/!(checks|roles|privacy|telling)': applicationImports,
  firestore: ['domain', 'concurrency', 'app.ts'],
  auth: ['domain', 'app.ts'],
  concurrency: [],
  webhook: [],
  'options.ts': [],
  'webhookOptions.ts': ['application/telling', 'domain', 'webhook', 'options.ts'],
  'mailOptions.ts': ['domain', 'firestore', 'options.ts'],
  'logMissingIndex.ts': ['firestore'],
  'app.ts': [],
  'domain/privacy': ['domain/{checks,sync,leads,documents}', 'domain/*.ts'],
  'domain/telling': ['domain/{leads,documents}', 'domain/*.ts'],
  'domain/enquiries': ['domain/{leads,documents}', 'domain/*.ts'],
  'domain/analytics': ['domain/{reports,leads,documents}', 'domain/*.ts'],
  'domain/checks': ['domain/{sync,leads,viewings,documents}', 'domain/*.ts'],
  'domain/reports': ['domain/{leads,documents}', 'domain/*.ts'],
  'domain/sync': ['domain/{leads,viewings,documents}', 'domain/*.ts'],
  'domain/leads': ['domain/{viewings,documents}', 'domain/*.ts'],
  'domain/viewings': ['domain/documents', 'domain/*.ts'],
  'domain/documents': ['domain/*.ts'],
  'domain/*.ts': [],
};

/** What each part of the tools may import of them, besides itself. */
const TOOLS = {
  'leads.ts': ['program.ts', 'lib'],
  'program.ts': ['commands', 'lib'],
  smoke: ['lib'],
  commands: ['export', 'import', 'preflight', 'report', 'seed', 'lib'],
  export: ['lib'],
  import: ['lib'],
  preflight: ['lib'],
  report: ['lib'],
  seed: ['lib'],
  lib: [],
};

/** What each feature of the board may import of it, besides itself. */
const BOARD = {
  'main.ts': ['app.ts'],
  'app.ts': ['navigation.ts', 'routes.ts', 'session', 'shared', 'shell.css'],
  'navigation.ts': ['routes.ts', 'session', 'shared'],
  'routes.ts': [
    'session',
    'attention',
    'board',
    'enquiries',
    'appointments',
    'leads',
    'reports',
    'rejected',
    'shared',
  ],
  board: ['attention', 'leads', 'appointments', 'session', 'shared'],
  leads: ['enquiries', 'appointments', 'session', 'shared'],
  enquiries: ['appointments', 'session', 'shared'],
  appointments: ['attention', 'session', 'shared'],
  attention: ['shared'],
  reports: ['leads', 'shared'],
  rejected: ['enquiries', 'appointments', 'shared'],
  session: ['shared'],
  shared: [],
};

const featureImports = ['writes.ts', 'watch.ts', 'client.ts', 'changes.ts', 'errors.ts'];

/** What each file of the client library may import of it, besides itself. */
const CLIENT = {
  'index.ts': ['*.ts', 'schemas'],
  '{appointments,visits,enquiries,leads,history}.ts': featureImports,
  'leadEdits.ts': ['leads.ts', ...featureImports],
  'requests.ts': ['appointments.ts', ...featureImports],
  'inbox.ts': ['stamps.ts', ...featureImports],
  'boardSettings.ts': ['stamps.ts', 'schemas', ...featureImports],
  'changeLeadStatus.ts': ['client.ts', 'errors.ts', 'schemas'],
  'writes.ts': ['stamps.ts', 'client.ts', 'changes.ts', 'errors.ts'],
  'stamps.ts': ['client.ts', 'changes.ts'],
  'watch.ts': ['client.ts'],
  'client.ts': ['errors.ts'],
  'changes.ts': [],
  'errors.ts': [],
  schemas: [],
};

/** The zones that hold the imports within a folder to the directions of its parts. */
function directions(folder, parts) {
  const allOf = (part) => `${folder}/${part}{,/**}`;
  return Object.entries(parts).map(([part, imports]) => ({
    target: allOf(part),
    from: [`${folder}/**`],
    except: [part, ...imports].map((each) => join(root, allOf(each))),
    message: `Of ${folder}, ${part} imports only ${['itself', ...imports].join(', ')}.`,
  }));
}

const zodAsNamespace = {
  // Only of a namespace does the bundler leave out what nothing uses, as the messages of 50 languages.
  selector: "ImportDeclaration[source.value='zod'] > ImportSpecifier[imported.name='z']",
  message: "Write `import * as z from 'zod'`.",
};

const noStatusOfAppointments = {
  selector: 'Literal[value=/^(Scheduled|Completed|Cancelled|NoShow)$/]',
  message: 'Ask APPOINTMENT_STATUSES what the status means.',
};

const formsSayAutocomplete = {
  selector: 'TemplateElement[value.raw=/<form(?!\\s+autocomplete=)/]',
  message: 'Say autocomplete first: "off", unless the browser may keep on its disk what is typed.',
};

export default defineConfig(
  globalIgnores([
    '**/node_modules/',
    'functions/lib/',
    '**/dist/',
    '**/coverage/',
    'functions/reports/',
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
    files: [
      'functions/src/**/*.ts',
      'tools/**/*.ts',
      'demo/**/*.ts',
      'web/src/**/*.ts',
      'client/src/**/*.ts',
    ],
    plugins: { 'import-x': importX },
    settings: {
      // Of the packages, whose files are .js, nothing is read.
      'import-x/extensions': ['.ts'],
      'import-x/resolver-next': [
        createNodeResolver({
          extensions: ['.ts', '.js', '.json'],
          alias: {
            '#client': [join(root, 'client/src')],
            '#domain': [join(root, 'functions/src/domain')],
          },
        }),
      ],
    },
    rules: {
      'import-x/no-cycle': 'error',
      'import-x/no-restricted-paths': [
        'error',
        {
          basePath: root,
          zones: [
            ...directions('functions/src', FUNCTIONS),
            ...directions('tools', TOOLS),
            ...directions('web/src', BOARD),
            ...directions('client/src', CLIENT),
            {
              target: 'client/src/**',
              from: ['functions/**', 'web/**', 'demo/**', 'tools/**'],
              except: [join(root, 'functions/src/domain/**')],
              message: 'Of the repository, the client library imports only the domain.',
            },
            {
              target: 'functions/src/**/!(*.test).ts',
              from: 'functions/test',
              message: 'Only tests import what supports tests.',
            },
          ],
        },
      ],
    },
  },
  {
    // A test may drive several parts together.
    files: ['{functions,client}/src/**/*.test.ts'],
    rules: { 'import-x/no-restricted-paths': 'off' },
  },
  {
    files: ['functions/src/domain/**'],
    ignores: ['**/*.test.ts'],
    rules: {
      'no-restricted-imports': [
        'error',
        { patterns: [{ regex: '^(?!zod$|\\.\\.?/)', message: notPure }] },
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
    ignores: ['functions/src/domain/**', '**/*.test.ts'],
    rules: {
      'no-restricted-imports': [
        'error',
        { name: 'firebase-functions', message: 'Import the part: `firebase-functions/logger`, …' },
      ],
    },
  },
  {
    files: ['functions/src/**'],
    ignores: ['**/*.test.ts'],
    rules: { 'no-restricted-syntax': ['error', zodAsNamespace, noStatusOfAppointments] },
  },
  {
    files: ['functions/src/domain/documents/appointment.ts'],
    rules: { 'no-restricted-syntax': ['error', zodAsNamespace] },
  },
  {
    files: ['web/src/**/*.ts', 'tools/{commands,lib}/**/*.ts'],
    ignores: ['**/*.test.ts'],
    rules: { 'no-restricted-syntax': ['error', noStatusOfAppointments, formsSayAutocomplete] },
  },
  {
    files: ['client/src/**/*.ts'],
    ignores: ['**/*.test.ts'],
    rules: {
      'no-restricted-syntax': ['error', zodAsNamespace, noStatusOfAppointments],
      eqeqeq: ['error', 'always', { null: 'ignore' }],
      // The library runs in browsers, in Node and in React Native.
      'no-restricted-globals': [
        'error',
        ...['window', 'document', 'navigator', 'localStorage', 'process', 'Buffer', 'require'].map(
          (name) => ({ name, message: 'Not all that run the client library have it.' }),
        ),
      ],
    },
  },
  {
    files: ['tools/**/*.ts'],
    ignores: ['tools/lib/print.ts'],
    // Data could control the operator's terminal: only that file prints.
    rules: { 'no-console': 'error' },
  },
  {
    files: [
      'functions/test/**/*.ts',
      '{bench,client,docs,scripts,tools,web}/test/**/*.ts',
      '{functions,web,client}/src/**/*.test.ts',
    ],
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
