import { defineConfig } from 'eslint/config';
import { parser, plugin } from 'typescript-eslint';

// What only Node has: a model is also compiled in a page, so the rooms below the command line do without.
const nodeGlobals = ['process', 'Buffer', 'global', 'require', '__dirname', '__filename', 'setImmediate'];

const written = { skipBlankLines: true, skipComments: true };

// Only what the types cannot say: layout is prettier's, import directions are .dependency-cruiser.cjs's.
export default defineConfig(
  { ignores: ['dist/', 'node_modules/', 'tests/golden/samples/*/expected/', 'codegen/module/runtimeText.ts'] },
  {
    files: ['**/*.{ts,mjs,cjs,js}'],
    linterOptions: { reportUnusedDisableDirectives: 'error' },
    rules: { 'max-lines': ['error', { max: 400, ...written }] },
  },
  {
    files: ['**/*.ts'],
    languageOptions: { parser, parserOptions: { project: true, tsconfigRootDir: import.meta.dirname } },
    plugins: { '@typescript-eslint': plugin },
    rules: {
      '@typescript-eslint/no-floating-promises': 'error',
      '@typescript-eslint/switch-exhaustiveness-check': 'error',
      '@typescript-eslint/consistent-type-imports': 'error',
      '@typescript-eslint/no-explicit-any': 'error',
      'max-lines-per-function': ['error', { max: 60, ...written }],
    },
  },
  {
    // There a `describe` is one function.
    files: ['tests/**'],
    rules: { 'max-lines-per-function': 'off' },
  },
  {
    files: ['src/**/*.ts', 'codegen/**/*.ts'],
    ignores: ['src/cli/**', 'src/train/**', 'src/data/**'],
    rules: { 'no-restricted-globals': ['error', ...nodeGlobals] },
  },
);
