/** What `cucumber-js` runs in this folder. The steps are among the tests, which no image is built of. */
export default {
  paths: ['features/**/*.feature'],
  import: ['test/features/*.mjs'],
  strict: true,
};
