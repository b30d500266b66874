/** What `cucumber-js` runs in this folder; the steps of each feature are below features/steps. */
export default {
  paths: ['features/**/*.feature'],
  import: ['features/steps/*.mjs'],
  strict: true,
};
