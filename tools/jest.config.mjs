// Tests run on what tsc built: the same modules that users load, and no second compiler to keep in step.
export default {
  testEnvironment: 'node',
  testMatch: ['<rootDir>/dist/**/*.spec.js'],
  transform: {},
};
