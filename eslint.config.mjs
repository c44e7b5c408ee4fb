// Lint rules: type-aware correctness for the code, and the walls of the house (who may import whom, walls.json).
import { readFileSync } from 'node:fs';
import { URL } from 'node:url';
import js from '@eslint/js';
import tseslint from 'typescript-eslint';

const { mayImport, notYet } = JSON.parse(readFileSync(new URL('walls.json', import.meta.url), 'utf8'));
/** Rooms, and the files that see them all. */
const ROOMS = [
  ...Object.keys(mayImport),
  'buildGateway',
  'buildServices',
  'localPipeline',
  'openControl',
  'pipelineEnvironment',
  'main',
];

/** What `files` may not import: every room but its own and the `allowed` ones, which may be single files of a room. */
const wall = (room, files, allowed) => ({
  files,
  rules: {
    'no-restricted-imports': [
      'error',
      {
        patterns: ROOMS.filter((other) => other !== room && !allowed.includes(other)).map((other) => {
          const parts = allowed
            .filter((one) => one.startsWith(`${other}/`))
            .map((one) => one.slice(other.length));
          return {
            regex: `^(\\.\\./)+${other}${parts.length > 0 ? `(?!(?:${parts.join('|')})(?:/|$))` : ''}(?:/|$)`,
            message: `src/${room} may not import src/${other}: see walls.json.`,
          };
        }),
      },
    ],
  },
});

const walls = [
  ...Object.entries(mayImport).map(([room, allowed]) => wall(room, [`src/${room}/**/*.ts`], allowed)),
  ...notYet.map(({ from, to }) => {
    const room = from.split('/')[0];
    return wall(room, [`src/${from}`], mayImport[room].concat(to));
  }),
];

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
    files: ['src/facades/console/assets/*.js'],
    languageOptions: {
      globals: Object.fromEntries(
        [
          'document',
          'matchMedia',
          'addEventListener',
          'fetch',
          'FormData',
          'URLSearchParams',
          'location',
          'clearTimeout',
        ].map((name) => [name, 'readonly']),
      ),
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
  ...walls,
);
