/** The settings of all projects. `tsc` checks the types once; ts-jest does not check them again per file. */
const shared = {
  testEnvironment: 'node',
  transform: { '^.+\\.ts$': ['ts-jest', { diagnostics: false }] },
};

const RECORDER = ['<rootDir>/test/indexes/recordAdmin.ts'];

/** Jest loads all modules as CommonJS. Node and browsers load those outside of functions/ as ES modules. */
const moduleOptions = {
  target: 'es2023',
  module: 'commonjs',
  esModuleInterop: true,
  experimentalDecorators: true,
  useDefineForClassFields: false,
  isolatedModules: true,
};

/** The settings of projects with such modules. */
const outside = {
  ...shared,
  transform: { '^.+\\.ts$': ['ts-jest', { diagnostics: false, tsconfig: moduleOptions }] },
};

/** For tests outside of functions/: what they import that is installed here alone. */
const modulePaths = ['<rootDir>/node_modules'];

/** What takes longer than a unit run may: random histories and inputs, waits, and what builds a package. */
const LONG = [
  '/functions/src/application/sync/anyOrder.test.ts',
  '/functions/src/application/privacy/lateEvents.test.ts',
  '/functions/src/domain/privacy/anonymiseLead.test.ts',
  '/functions/src/domain/hostileInput.test.ts',
  '/functions/src/domain/sync/planSync.test.ts',
  '/functions/src/domain/checks/repairTwice.test.ts',
  '/functions/src/domain/viewings/storedViewings.test.ts',
  '/functions/src/domain/leads/attention.test.ts',
  '/functions/src/domain/reports/closings.test.ts',
  '/functions/src/application/sync/lostLead.test.ts',
  '/functions/src/firestore/leadEncoding.test.ts',
  '/functions/src/firestore/retryOnConflict.test.ts',
  '/client/test/package.test.ts',
];

/** @type {import('jest').Config} */
module.exports = {
  // Jest ignores it in a project. Only a test that hangs reaches it: some tests play for minutes, on a busy machine for
  // longer, and the first one of a file waits until its imports are compiled.
  testTimeout: 600_000,
  projects: [
    {
      ...shared,
      displayName: 'unit',
      roots: ['<rootDir>/src'],
      testPathIgnorePatterns: LONG,
    },
    {
      ...outside,
      displayName: 'long',
      roots: ['<rootDir>/src', '<rootDir>/../client/test'],
      testMatch: LONG.map((file) => `**${file}`),
    },
    {
      ...outside,
      displayName: 'scripts',
      roots: [
        ...['tools', 'scripts', 'docs', 'web', 'bench'].map(
          (folder) => `<rootDir>/../${folder}/test`,
        ),
        '<rootDir>/test/deployment',
      ],
      testPathIgnorePatterns: ['/tools/test/emulator/', '/test/served/', '/web/test/.*/'],
    },
    {
      ...outside,
      displayName: 'board',
      globals: { AGENCY_TIME_ZONE: 'Europe/Madrid' },
      roots: ['<rootDir>/../web/test/board', '<rootDir>/../web/src'],
      moduleNameMapper: {
        '^#client/(.*)$': '<rootDir>/../client/src/$1',
        '^#domain/(.*)$': '<rootDir>/src/domain/$1',
        '^zod$': '<rootDir>/node_modules/zod',
      },
    },
    {
      ...outside,
      displayName: 'client',
      roots: ['<rootDir>/../client'],
      testPathIgnorePatterns: ['/client/test/emulator/', ...LONG],
    },
    // The Functions emulator serves one project: its tests run one file at a time.
    {
      ...outside,
      displayName: 'served',
      roots: ['functions', 'tools', 'bench'].map((folder) => `<rootDir>/../${folder}/test/served`),
      modulePaths,
      setupFiles: RECORDER,
    },
    {
      ...outside,
      displayName: 'client-emulator',
      roots: ['<rootDir>/../client/test/emulator'],
    },
    { ...shared, displayName: 'rules', roots: ['<rootDir>/test/rules'] },
    { ...shared, displayName: 'indexes', roots: ['<rootDir>/test/indexes'] },
    {
      ...outside,
      displayName: 'emulator',
      roots: ['<rootDir>/test/emulator', '<rootDir>/../tools/test/emulator'],
      modulePaths,
      setupFiles: RECORDER,
    },
    { ...shared, displayName: 'soak', roots: ['<rootDir>/test/soak'] },
    {
      ...outside,
      displayName: 'browser',
      roots: ['<rootDir>/../web/test/browser'],
      modulePaths,
      // web/ has a copy of the web SDK for the board alone. What supports the tests uses that of the root.
      moduleNameMapper: { '^firebase/(.*)$': '<rootDir>/../node_modules/firebase/$1' },
      setupFilesAfterEnv: ['<rootDir>/../web/test/browser/eachFile.ts'],
    },
  ],
};
