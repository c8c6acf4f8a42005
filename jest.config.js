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
  // Many tests wait for a second process, a timer or a browser: on two cores a third worker uses what that leaves.
  maxWorkers: 3,
};
