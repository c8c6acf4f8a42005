export default {
  testEnvironment: '<rootDir>/test/support/node-environment.js',
  roots: ['<rootDir>/src', '<rootDir>/test', '<rootDir>/sdk/src', '<rootDir>/console/src'],
  testMatch: ['**/*.spec.ts'],
  extensionsToTreatAsEsm: ['.ts'],
  moduleNameMapper: { '^(\\.{1,2}/.*)\\.js$': '$1' },
  transform: {
    '^.+\\.ts$': [
      '@swc/jest',
      {
        jsc: {
          target: 'es2023',
          parser: { syntax: 'typescript', decorators: true },
          transform: { legacyDecorator: true, decoratorMetadata: true },
        },
        module: { type: 'es6' },
      },
    ],
  },
  // A machine that is busy is no fault: tests say what they wait for, not how long they may take.
  testTimeout: 120_000,
  // Tests start engines of their own, in further processes: with a third worker a slow machine of two cores keeps Redis
  // waiting longer than an engine does.
  maxWorkers: 2,
};
