// One after the other: the tests share an engine and would read each other's progress.
export default {
  testEnvironment: 'node',
  testMatch: ['<rootDir>/dist/**/*.spec.js'],
  transform: {},
  // Building without any cache takes minutes a service: REPRODUCE=two or REPRODUCE=all asks for it.
  testPathIgnorePatterns: process.env.REPRODUCE === undefined ? ['reproduce'] : [],
  testTimeout: 900_000,
};
