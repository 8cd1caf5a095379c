import { fileURLToPath } from 'node:url'
import tseslint from 'typescript-eslint'
import { importDirection } from './import-direction.js'

const root = fileURLToPath(new URL('..', import.meta.url))

const everywhere = {
  eqeqeq: ['error', 'always', { null: 'ignore' }],
  'max-lines': ['error', { max: 400, skipBlankLines: true, skipComments: true }],
}

const inTests = {
  'no-restricted-syntax': [
    'error',
    {
      selector: 'MemberExpression[property.name=/^(only|skip|skipIf|runIf|todo|fixme)$/]',
      message: 'Every test runs, always',
    },
  ],
}

const inServer = {
  // One import for each module, its types among its names.
  'no-duplicate-imports': 'error',
  'no-restricted-syntax': [
    'error',
    {
      selector: "CallExpression[callee.property.name='emit'][callee.object.type!='ThisExpression']",
      message: 'Only an object itself tells what has happened to it: give it a method',
    },
  ],
}

const globals = (...names) => Object.fromEntries(names.map((name) => [name, 'readonly']))

export default tseslint.config(
  { ignores: ['**/node_modules/', '**/dist/', '**/test-results/', '**/playwright-report/'] },
  { basePath: root, linterOptions: { reportUnusedDisableDirectives: 'error' }, rules: everywhere },
  { basePath: root, files: ['**/*.test.{ts,tsx,mjs}', 'web/e2e/**/*.ts'], rules: inTests },
  {
    basePath: root,
    files: ['**/*.ts', '**/*.tsx', '**/*.mts'],
    extends: [tseslint.configs.strict],
    plugins: { lvs: { rules: { 'import-direction': importDirection } } },
    languageOptions: { parserOptions: { projectService: true, tsconfigRootDir: root } },
    rules: {
      'lvs/import-direction': 'error',
      // What only types can find, and what hurts at run time: a promise that nobody waits for.
      '@typescript-eslint/no-floating-promises': 'error',
      '@typescript-eslint/no-misused-promises': 'error',
      '@typescript-eslint/await-thenable': 'error',
      '@typescript-eslint/only-throw-error': 'error',
      '@typescript-eslint/switch-exhaustiveness-check': ['error', { considerDefaultExhaustiveForUnions: true }],
      '@typescript-eslint/consistent-type-imports': 'error',
      '@typescript-eslint/no-unused-vars': ['error', { argsIgnorePattern: '^_' }],
    },
  },
  {
    basePath: root,
    files: ['server/src/**/*.ts'],
    // Sockets are emitted on by whoever sends.
    ignores: ['**/*.test.ts', 'server/src/gateway/**'],
    rules: inServer,
  },
  {
    basePath: root,
    files: ['**/*.mjs', '**/*.js'],
    extends: [tseslint.configs.strict],
    languageOptions: { globals: globals('URL', 'clearInterval', 'console', 'process', 'setInterval') },
    rules: { 'no-undef': 'error' },
  },
  {
    basePath: root,
    files: ['web/public/*.js'],
    languageOptions: { globals: { ...globals('document', 'localStorage'), process: 'off' } },
  },
)
