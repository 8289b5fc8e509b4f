// Rules for the JavaScript that runs in portals' pages. `npm run lint`, or `make check-js`.
import js from '@eslint/js';
import globals from 'globals';

const rules = {
  ...js.configs.recommended.rules,
  'no-unused-vars': ['error', { argsIgnorePattern: '^_', varsIgnorePattern: '^_' }],
  'no-undef': 'error',
  // A name that hides an imported one would be called in its place.
  'no-shadow': 'error',
  'no-use-before-define': ['error', { functions: false, variables: false }],
  'prefer-const': 'error',
  eqeqeq: ['error', 'always', { null: 'ignore' }],
};

export default [
  {
    files: ['gongai/connector/widgets/page/**/*.js'],
    languageOptions: { ecmaVersion: 2022, sourceType: 'module', globals: globals.browser },
    rules,
  },
  {
    // Single functions, each handed to a page as it stands.
    files: ['gongai/connector/*.js', 'gongai/connector/pages/*.js'],
    languageOptions: { ecmaVersion: 2022, sourceType: 'script', globals: globals.browser },
    rules: { ...rules, 'no-unused-expressions': 'off' },
  },
];
