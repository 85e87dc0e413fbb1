// @ts-check
import js from '@eslint/js';
import { defineConfig, globalIgnores } from 'eslint/config';
import tseslint from 'typescript-eslint';

const TYPED = [
  'src/**/*.ts',
  'migrations/**/*.ts',
  'test/**/*.ts',
  'bench/**/*.ts',
  'clients/ts/src/**/*.ts',
  'ormconfig.ts',
];
const SPECS = ['test/**/*.ts', 'bench/**/*.ts', 'src/**/*.spec.ts'];

// --- The architecture, as far as one file can show it. Edges between files are in .dependency-cruiser.cjs. ---

const ENV_MESSAGE = 'Only src/config reads the environment; add the variable to its schema.';

/** What a part of the house may be granted; everything not granted is refused. */
const GUARDED_IMPORTS = {
  typeorm: {
    regex: '^typeorm(/|$)',
    message: 'TypeORM stays in persistence/, src/database, migrations and ormconfig.ts.',
  },
  httpExceptions: {
    regex: '^@nestjs/common$',
    importNamePattern: 'Exception$',
    message: 'Throw an error of src/common/errors; the filter in src/http alone knows about HTTP.',
  },
  environment: {
    regex: '^(node:)?process$',
    importNamePattern: '^env$',
    message: ENV_MESSAGE,
  },
  decimal: {
    regex: '^decimal\\.js$',
    message: 'Import Decimal from src/common/decimal: it carries our precision and rounding.',
  },
};

const NO_FORWARD_REF = {
  name: '@nestjs/common',
  importNames: ['forwardRef'],
  message: 'forwardRef hides a cycle; publish an event or move the shared part down a layer.',
};

/**
 * A later block replaces a rule's options as a whole, so each block states its full set through this function.
 *
 * @param {(keyof typeof GUARDED_IMPORTS)[]} granted
 */
function restrictedImportsExcept(...granted) {
  const refused = { ...GUARDED_IMPORTS };
  for (const name of granted) {
    delete refused[name];
  }
  return ['error', { paths: [NO_FORWARD_REF], patterns: Object.values(refused) }];
}

const NO_ENUM = {
  selector: 'TSEnumDeclaration',
  message: 'Use an `as const` array and its union; the same array feeds the CHECK, the DTO and OpenAPI.',
};
const NO_REPOSITORY_BASE = {
  selector: 'ClassDeclaration[superClass.name="Repository"]',
  message: 'A repository holds the database handle; inherited methods would leak past its use cases.',
};
const NO_FOCUSED_TEST = {
  selector: 'MemberExpression[object.name=/^(it|test|describe)$/][property.name="only"]',
  message: 'A focused test silences all the others.',
};
const NO_FOCUSED_ALIAS = {
  selector: 'CallExpression[callee.name=/^(fit|fdescribe)$/]',
  message: NO_FOCUSED_TEST.message,
};

/**
 * Counts positional parameters where the core rule cannot: constructors hold injected dependencies and may have more,
 * and a route handler's parameters are bound by their decorators, so nobody ever passes them by position.
 *
 * @type {import('eslint').Rule.RuleModule}
 */
const positionalParameters = {
  meta: {
    type: 'suggestion',
    schema: [
      {
        type: 'object',
        properties: { max: { type: 'integer' }, maxInConstructor: { type: 'integer' } },
        additionalProperties: false,
      },
    ],
    messages: { tooMany: 'Expected at most {{max}} positional parameters, was {{count}}; pass one object.' },
  },
  create(context) {
    const { max = 3, maxInConstructor = 7 } = context.options[0] ?? {};
    /** @param {any} node */
    function check(node) {
      const passed = node.params.filter(
        (/** @type {any} */ param) => param.name !== 'this' && !param.decorators?.length,
      );
      const isConstructor = node.parent.kind === 'constructor';
      const count = isConstructor ? node.params.length : passed.length;
      const limit = isConstructor ? maxInConstructor : max;
      if (count > limit) {
        context.report({ node, messageId: 'tooMany', data: { max: limit, count } });
      }
    }
    return {
      FunctionDeclaration: check,
      FunctionExpression: check,
      ArrowFunctionExpression: check,
      TSEmptyBodyFunctionExpression: check,
      TSMethodSignature: check,
    };
  },
};

export default defineConfig(
  globalIgnores(['**/dist/', '**/node_modules/', '**/coverage/', 'data/', 'web/']),
  { linterOptions: { reportUnusedDisableDirectives: 'error' } },

  js.configs.recommended,
  {
    files: ['**/*.{js,mjs,cjs}'],
    languageOptions: {
      globals: {
        Buffer: 'readonly',
        URL: 'readonly',
        clearTimeout: 'readonly',
        console: 'readonly',
        fetch: 'readonly',
        module: 'writable',
        process: 'readonly',
        require: 'readonly',
        setTimeout: 'readonly',
      },
    },
  },

  {
    files: TYPED,
    extends: [tseslint.configs.strictTypeChecked, tseslint.configs.stylisticTypeChecked],
    languageOptions: { parserOptions: { projectService: true, tsconfigRootDir: import.meta.dirname } },
    plugins: { blotter: { rules: { 'positional-parameters': positionalParameters } } },
    rules: {
      // NestJS: modules are empty classes, and an implementation may be async because its port is.
      '@typescript-eslint/no-extraneous-class': 'off',
      '@typescript-eslint/require-await': 'off',
      '@typescript-eslint/no-empty-function': ['error', { allow: ['constructors'] }],
      // A view is a plain literal that has the shape of its DTO class.
      '@typescript-eslint/no-unsafe-class-instance-assignment': 'off',
      // Rows and requests are copied with changes; their classes carry no methods.
      '@typescript-eslint/no-misused-spread': 'off',
      // `query<Row>()` names the shape of a row once, on purpose.
      '@typescript-eslint/no-unnecessary-type-parameters': 'off',
      // A static method that is passed on has no `this` to lose.
      '@typescript-eslint/unbound-method': ['error', { ignoreStatic: true }],
      '@typescript-eslint/restrict-template-expressions': [
        'error',
        { allowNumber: true, allowBoolean: true, allowAny: false, allowNullish: false, allowRegExp: false },
      ],
      '@typescript-eslint/no-confusing-void-expression': ['error', { ignoreArrowShorthand: true }],
      '@typescript-eslint/no-misused-promises': ['error', { checksVoidReturn: { arguments: false } }],
      '@typescript-eslint/no-unused-vars': [
        'error',
        { argsIgnorePattern: '^_', varsIgnorePattern: '^_', ignoreRestSiblings: true },
      ],
      '@typescript-eslint/class-literal-property-style': 'off',
      // It would turn `x as T` into `x!`, which no-non-null-assertion forbids.
      '@typescript-eslint/non-nullable-type-assertion-style': 'off',
      '@typescript-eslint/consistent-type-imports': ['error', { fixStyle: 'inline-type-imports' }],
      '@typescript-eslint/switch-exhaustiveness-check': [
        'error',
        { allowDefaultCaseForExhaustiveSwitch: true, requireDefaultForNonUnion: true },
      ],
      curly: 'error',
      eqeqeq: 'error',

      'no-restricted-imports': restrictedImportsExcept(),
      'no-restricted-properties': ['error', { object: 'process', property: 'env', message: ENV_MESSAGE }],
      'no-restricted-syntax': ['error', NO_ENUM, NO_REPOSITORY_BASE],
    },
  },

  {
    files: ['src/**/*.ts', 'clients/ts/src/**/*.ts'],
    ignores: ['src/**/*.spec.ts'],
    rules: {
      'max-lines': ['error', { max: 300, skipBlankLines: false, skipComments: false }],
      'max-lines-per-function': ['error', { max: 40 }],
      'blotter/positional-parameters': ['error', { max: 3, maxInConstructor: 7 }],
      'no-console': 'error',
    },
  },
  { files: ['src/main.ts', 'src/cli.ts', 'src/cli/**/*.ts'], rules: { 'no-console': 'off' } },

  {
    files: ['src/**/persistence/**/*.ts', 'src/database/**/*.ts', 'migrations/**/*.ts', 'ormconfig.ts'],
    rules: { 'no-restricted-imports': restrictedImportsExcept('typeorm') },
  },
  {
    files: ['src/http/**/*.ts'],
    rules: { 'no-restricted-imports': restrictedImportsExcept('httpExceptions') },
  },
  {
    files: ['src/config/**/*.ts'],
    rules: {
      'no-restricted-imports': restrictedImportsExcept('environment'),
      'no-restricted-properties': 'off',
    },
  },
  {
    files: ['src/common/decimal.ts'],
    rules: { 'no-restricted-imports': restrictedImportsExcept('decimal') },
  },

  {
    files: SPECS,
    rules: {
      // Responses and driver rows arrive untyped; the assertions themselves say what they must be.
      '@typescript-eslint/no-unsafe-argument': 'off',
      '@typescript-eslint/no-unsafe-assignment': 'off',
      '@typescript-eslint/no-unsafe-call': 'off',
      '@typescript-eslint/no-unsafe-member-access': 'off',
      '@typescript-eslint/no-unsafe-return': 'off',
      '@typescript-eslint/no-non-null-assertion': 'off',
      '@typescript-eslint/no-empty-function': 'off',
      '@typescript-eslint/unbound-method': 'off',
      'no-restricted-imports': 'off',
      'no-restricted-properties': 'off',
      'no-restricted-syntax': ['error', NO_ENUM, NO_FOCUSED_TEST, NO_FOCUSED_ALIAS],
    },
  },
);
