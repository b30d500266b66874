// One after the other: the tests share an engine and would read each other's progress.
export default {
  testEnvironment: 'node',
  testMatch: ['<rootDir>/dist/**/*.spec.js'],
  transform: {},
  testTimeout: 900_000,
};
