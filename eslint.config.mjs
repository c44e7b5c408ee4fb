// Lint rules: type-aware correctness for the code, and the walls of the house (who may import whom).
import js from '@eslint/js';
import tseslint from 'typescript-eslint';

/** Folders under src/ that the files of `room` may not import from. */
const wall = (room, forbidden) => ({
  files: [`src/${room}/**/*.ts`],
  rules: {
    'no-restricted-imports': [
      'error',
      {
        patterns: forbidden.map((other) => ({
          regex: `^(\\.\\./)+${other}(/|$)`,
          message: `src/${room} may not import src/${other}: see the code map in the README.`,
        })),
      },
    ],
  },
});

export default tseslint.config(
  { ignores: ['dist/', 'node_modules/', 'var/', 'tmp/', 'test/compat/clients/'] },
  js.configs.recommended,
  {
    files: ['**/*.js', '**/*.mjs'],
    languageOptions: {
      globals: {
        module: 'writable',
        require: 'readonly',
        process: 'readonly',
        console: 'readonly',
        Buffer: 'readonly',
        __dirname: 'readonly',
        exports: 'writable',
        setTimeout: 'readonly',
      },
    },
  },
  {
    files: ['src/**/*.ts', 'test/**/*.ts'],
    extends: [...tseslint.configs.recommendedTypeChecked],
    languageOptions: {
      parserOptions: {
        // The scripts of the discovery page run in a browser.
        project: ['./tsconfig.json', './tsconfig.page.json'],
        tsconfigRootDir: import.meta.dirname,
      },
    },
    rules: {
      '@typescript-eslint/no-explicit-any': 'error',
      '@typescript-eslint/consistent-type-imports': 'error',
      '@typescript-eslint/no-unused-vars': ['error', { argsIgnorePattern: '^_' }],
      '@typescript-eslint/restrict-template-expressions': [
        'error',
        { allowNumber: true, allowBoolean: true },
      ],
      '@typescript-eslint/require-await': 'off',
      'no-restricted-exports': ['error', { restrictDefaultExports: { direct: true } }],
      eqeqeq: 'error',
    },
  },
  wall('contract', ['core', 'operations', 'facades', 'db', 'delivery', 'cli', 'config', 'tools']),
  wall('core', ['operations', 'facades', 'delivery', 'cli', 'config', 'tools']),
  wall('db', ['core', 'operations', 'facades', 'delivery', 'cli', 'contract', 'tools']),
  wall('operations', ['db(?!/sql$)', 'facades', 'delivery', 'cli', 'config', 'tools']),
  wall('delivery', ['operations', 'facades', 'cli', 'config', 'tools']),
  wall('facades', ['core', 'operations', 'db', 'delivery', 'cli', 'tools']),
);
