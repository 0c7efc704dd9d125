import { createProjectGraphAsync } from '@nx/devkit';
import nx from '@nx/eslint-plugin';
import * as jsonParser from 'jsonc-eslint-parser';
import tseslint from 'typescript-eslint';
import { packageConstraints, testConstraints } from './module-boundaries.js';

// The rules of Nx read the cached project graph and say nothing where there is none. Tasks of Nx have made it.
if (process.env.NX_TASK_TARGET_PROJECT === undefined) await createProjectGraphAsync();

const tests = ['**/*.test.ts', 'packages/*/{test,e2e,examples}/**/*.ts'];

/** @type {import('eslint').Linter.RulesRecord} */
const rules = {
  eqeqeq: 'error',
  'max-lines': ['error', { max: 300 }],
  'max-params': ['error', { max: 3 }],
  'no-console': 'error',
  'no-restricted-syntax': [
    'error',
    {
      selector: 'ExportDefaultDeclaration',
      message: 'Export by name: a default has none to search for.',
    },
    {
      selector: 'ExportAllDeclaration',
      message: 'Name what is exported: an index is a table of contents.',
    },
  ],
  'object-shorthand': 'error',
  'prefer-const': 'error',
  '@typescript-eslint/await-thenable': 'error',
  '@typescript-eslint/consistent-type-imports': 'error',
  '@typescript-eslint/naming-convention': [
    'error',
    { selector: 'interface', format: ['PascalCase'], custom: { regex: '^I[A-Z]', match: false } },
  ],
  '@typescript-eslint/no-base-to-string': 'error',
  '@typescript-eslint/no-deprecated': 'error',
  '@typescript-eslint/no-floating-promises': 'error',
  '@typescript-eslint/no-for-in-array': 'error',
  '@typescript-eslint/no-misused-promises': 'error',
  // Indexed access is checked, so a "!" is how one says that an index was bounded on the line above.
  '@typescript-eslint/no-non-null-assertion': 'off',
  '@typescript-eslint/no-unnecessary-type-assertion': 'error',
  '@typescript-eslint/no-unsafe-argument': 'error',
  '@typescript-eslint/no-unsafe-assignment': 'error',
  '@typescript-eslint/no-unsafe-call': 'error',
  '@typescript-eslint/no-unsafe-member-access': 'error',
  '@typescript-eslint/no-unsafe-return': 'error',
  '@typescript-eslint/no-unused-vars': [
    'error',
    { argsIgnorePattern: '^_', varsIgnorePattern: '^_' },
  ],
  '@typescript-eslint/only-throw-error': 'error',
  // What a signal was aborted with is passed on as it is.
  '@typescript-eslint/prefer-promise-reject-errors': ['error', { allowThrowingAny: true }],
  '@typescript-eslint/restrict-plus-operands': 'error',
  '@typescript-eslint/return-await': ['error', 'error-handling-correctness-only'],
  '@typescript-eslint/switch-exhaustiveness-check': [
    'error',
    { considerDefaultExhaustiveForUnions: true },
  ],
};

export default tseslint.config(
  {
    ignores: [
      '**/dist/**',
      '**/fixtures/**',
      '**/golden/**',
      '**/node_modules/**',
      '**/*.json',
      '!packages/*/package.json',
    ],
  },
  {
    files: ['packages/**/*.ts', 'tools/**/*.ts'],
    extends: [tseslint.configs.strict],
    languageOptions: {
      parserOptions: {
        project: 'tools/lint/tsconfig.json',
        tsconfigRootDir: `${import.meta.dirname}/../..`,
      },
    },
    linterOptions: { reportUnusedDisableDirectives: 'error' },
    rules,
  },
  {
    files: ['packages/*/src/**/*.ts'],
    ignores: tests,
    plugins: { '@nx': nx },
    rules: { '@nx/enforce-module-boundaries': ['error', packageConstraints] },
  },
  {
    files: tests,
    plugins: { '@nx': nx },
    rules: {
      '@nx/enforce-module-boundaries': ['error', testConstraints],
      'max-params': 'off',
      '@typescript-eslint/no-unsafe-argument': 'off',
      '@typescript-eslint/no-unsafe-assignment': 'off',
      '@typescript-eslint/no-unsafe-member-access': 'off',
      '@typescript-eslint/no-unsafe-return': 'off',
    },
  },
  {
    files: ['tools/**/*.ts', 'packages/*/examples/**/*.ts'],
    rules: { 'no-console': 'off' },
  },
  {
    // A command takes its context, then what commander hands over: each argument, and the flags.
    files: ['packages/cli/src/commands/*.ts'],
    rules: { 'max-params': ['error', { max: 4 }] },
  },
  {
    // Vitest reads its configuration from a default export.
    files: ['tools/test/*.ts', 'tools/embedded/vitest.config.ts'],
    rules: { 'no-restricted-syntax': 'off' },
  },
  {
    files: ['packages/*/package.json'],
    languageOptions: { parser: jsonParser },
    plugins: { '@nx': nx },
    rules: {
      '@nx/dependency-checks': [
        'error',
        {
          ignoredFiles: ['**/*.test.ts', '**/{test,e2e,examples}/**/*'].map(
            (glob) => `{projectRoot}/${glob}`,
          ),
        },
      ],
    },
  },
);
