/** What both kinds of test share. Types are checked by `tsc`, once, and not again for every file. */
const shared = {
  testEnvironment: 'node',
  transform: { '^.+\\.ts$': ['ts-jest', { diagnostics: false }] },
};

/** @type {import('jest').Config} */
module.exports = {
  projects: [
    { ...shared, displayName: 'unit', roots: ['<rootDir>/test/unit'] },
    { ...shared, displayName: 'scripts', roots: ['<rootDir>/test/scripts'] },
    { ...shared, displayName: 'rules', roots: ['<rootDir>/test/rules'] },
    { ...shared, displayName: 'emulator', roots: ['<rootDir>/test/emulator'] },
    { ...shared, displayName: 'soak', roots: ['<rootDir>/test/soak'] },
    { ...shared, displayName: 'browser', roots: ['<rootDir>/test/browser'] },
  ],
};
