// The layers of STYLE.md as rules. `npm run arch` runs them over src; unit tests beside the code are left out.

/**
 * Which feature folder may import which other one. A new edge is one reviewed line here.
 * Everything may also import the folders of FOUNDATION. The list must stay free of cycles (checked below).
 */
const ALLOWED_EDGES = {
  accounts: ['events'],
  instruments: [],
  access: [],
  events: ['access'],
  trading: ['accounts', 'instruments', 'events'],
  market: ['instruments'],
  analytics: ['accounts', 'instruments', 'trading', 'events'],
  risk: ['accounts', 'instruments', 'market', 'trading', 'analytics', 'events'],
  strategy: ['instruments', 'market'],
  execution: ['accounts', 'instruments', 'market'],
  engine: [
    'accounts',
    'instruments',
    'market',
    'trading',
    'analytics',
    'risk',
    'strategy',
    'execution',
    'events',
  ],
  intake: ['accounts', 'access', 'instruments', 'trading'],
  exports: ['accounts', 'trading', 'analytics'],
  reports: ['accounts', 'trading', 'analytics', 'exports'],
  notifications: ['accounts', 'events'],
  system: ['accounts', 'access', 'events'],
};

/** What every feature may import, and what these folders may import themselves. */
const FOUNDATION = {
  common: [],
  database: ['common'],
  config: ['common', 'database'],
  http: ['common', 'config', 'database'],
};

/** The doors of the house (main.ts, cli.ts, app.module.ts, cli/) join the rooms: they may import any of them. */
const DOORS = '^src/([^/]+\\.ts$|cli/)';

/** The one file outside a feature that sees entity classes: the data source needs their list. */
const ENTITY_LIST = '^src/database/entities\\.ts$';

const NPM = (names) => `node_modules/(${names})/`;

refuseCycles({ ...FOUNDATION, ...ALLOWED_EDGES });

module.exports = {
  forbidden: [
    ...Object.entries(FOUNDATION).map(([folder, targets]) => edgesOf(folder, targets)),
    ...Object.entries(ALLOWED_EDGES).map(([folder, targets]) =>
      edgesOf(folder, [...Object.keys(FOUNDATION), ...targets]),
    ),
    {
      name: 'folder-is-declared',
      comment: 'Every folder of src appears in the edge list of .dependency-cruiser.cjs.',
      severity: 'error',
      from: { path: '^src/[^/]+/', pathNot: `^src/(${allFolders()})/|${DOORS}` },
      to: {},
    },
    {
      name: 'no-doors-inside',
      comment: 'A room never imports a door.',
      severity: 'error',
      from: { path: '^src/', pathNot: DOORS },
      to: { path: DOORS },
    },
    {
      name: 'no-cycles',
      comment: 'Move the shared part down a layer, or publish an event. Type-only cycles count as well.',
      severity: 'error',
      from: {},
      to: { circular: true },
    },
    {
      name: 'no-barrels',
      comment: 'A barrel hides which file an import needs, and makes cycles. Import the file itself.',
      severity: 'error',
      from: {},
      to: { path: '^src/.*index\\.ts$' },
    },
    {
      name: 'resolvable',
      comment: 'The import leads nowhere.',
      severity: 'error',
      from: {},
      to: { couldNotResolve: true },
    },
    {
      name: 'no-dev-dependencies-in-src',
      comment: 'The production image has no devDependencies.',
      severity: 'error',
      from: { path: '^(src|migrations)/' },
      to: { dependencyTypes: ['npm-dev'], dependencyTypesNot: ['type-only'], pathNot: NPM('@types') },
    },
    {
      name: 'typeorm-stays-below',
      comment: 'Repositories speak use cases; no TypeORM type escapes them.',
      severity: 'error',
      from: { pathNot: '^src/.*/persistence/|^src/database/|^migrations/|^ormconfig\\.ts$' },
      to: { path: NPM('typeorm') },
    },
    {
      name: 'drivers-stay-in-database',
      comment: 'Dialect differences live in src/database.',
      severity: 'error',
      from: { path: '^src/', pathNot: '^src/database/' },
      to: { path: NPM('pg|better-sqlite3|@types/pg|@types/better-sqlite3') },
    },
    {
      name: 'persistence-is-private',
      comment: "Call the folder's exported service, or listen to its events.",
      severity: 'error',
      from: { path: '^(?:src|migrations)/([^/]+)', pathNot: ENTITY_LIST },
      to: { path: '^src/[^/]+/persistence/', pathNot: '^src/$1/persistence/' },
    },
    {
      name: 'controllers-call-services',
      comment: 'A controller, gateway or command binds its input and calls one service method.',
      severity: 'error',
      from: { path: '\\.(controller|gateway|command)\\.ts$' },
      to: { path: '^src/.*/persistence/|^src/database/' },
    },
    {
      name: 'domain-imports-domain-only',
      comment: 'A domain rule may use src/common and other domain/ folders.',
      severity: 'error',
      from: { path: '^src/[^/]+/domain/' },
      to: { path: '^src/', pathNot: '^src/(common|[^/]+/domain)/' },
    },
    {
      name: 'domain-is-pure',
      comment: 'No framework, no database, no input or output in domain/.',
      severity: 'error',
      from: { path: '^src/[^/]+/domain/' },
      to: {
        path: `${NPM('@nestjs/[^/]+|@fastify/[^/]+|class-(?:validator|transformer)|rxjs|ws')}|^(node:)?(fs|net|http|https|process|child_process|worker_threads)(/|$)`,
      },
    },
  ],
  options: {
    tsConfig: { fileName: 'tsconfig.json' },
    // Imports that only name a type are edges too.
    tsPreCompilationDeps: true,
    doNotFollow: { path: 'node_modules' },
    exclude: { path: '\\.spec\\.ts$' },
    enhancedResolveOptions: {
      exportsFields: ['exports'],
      conditionNames: ['import', 'require', 'node', 'default', 'types'],
      mainFields: ['main', 'types'],
    },
  },
};

function allFolders() {
  return [...Object.keys(FOUNDATION), ...Object.keys(ALLOWED_EDGES)].join('|');
}

/** The rule that keeps one folder to its declared imports. */
function edgesOf(folder, targets) {
  const reachable = [folder, ...targets].join('|');
  return {
    name: `edges-of-${folder}`,
    comment: `src/${folder} may import: ${targets.join(', ') || 'nothing of ours'} (see ALLOWED_EDGES).`,
    severity: 'error',
    from: { path: `^src/${folder}/`, pathNot: ENTITY_LIST },
    to: { path: '^src/[^/]+/', pathNot: `^src/(${reachable})/` },
  };
}

/** Two folders that need each other are one folder, or share a part that belongs below both. */
function refuseCycles(edges) {
  const settled = new Set();
  const visit = (folder, trail) => {
    if (trail.includes(folder)) {
      throw new Error(`Expected an edge list without cycles, was ${[...trail, folder].join(' → ')}`);
    }
    if (!settled.has(folder)) {
      for (const target of edges[folder] ?? []) {
        visit(target, [...trail, folder]);
      }
      settled.add(folder);
    }
  };
  for (const folder of Object.keys(edges)) {
    visit(folder, []);
  }
}
