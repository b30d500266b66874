// Tests run on what tsc built: the same modules that users load, and no second compiler to keep in step.
export default {
  testEnvironment: 'node',
  testMatch: ['<rootDir>/dist/**/*.spec.js'],
  transform: {},
  // What runs is compiled; only V8's own counts find their way back to the sources.
  coverageProvider: 'v8',
  // Programs are started, on machines that do other things besides; nothing here tells speed.
  testTimeout: 60_000,
};
