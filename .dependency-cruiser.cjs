/** Who may import whom. The rules of docs/adr/0002: arrows point down, edges never meet. */
const edges = ['ingest', 'archive', 'catalog', 'release', 'feedback', 'privacy', 'loyalty', 'insight'];
const only = (from, allowed) => ({
  name: `${from}-imports-only-${allowed.join('-') || 'itself'}`,
  severity: 'error',
  from: { path: `^src/${from}/`, pathNot: '\\.spec\\.ts$' },
  to: { path: '^src/', pathNot: `^src/(${[from, ...allowed].join('|')})/` },
});
const packageOnlyIn = (name, where) => ({
  name: `${name}-only-in-its-place`,
  severity: 'error',
  from: { path: '^src/', pathNot: `${where}|\\.spec\\.ts$` },
  to: { path: `node_modules/${name}/` },
});

module.exports = {
  forbidden: [
    { name: 'no-cycles', severity: 'error', from: {}, to: { circular: true } },
    {
      name: 'no-orphans',
      severity: 'error',
      from: { orphan: true, path: '^src/', pathNot: '(\\.spec\\.ts|/lua/)' },
      to: {},
    },
    only('contract', []),
    only('platform', ['contract']),
    only('core', []),
    only('state', ['core', 'contract', 'platform']),
    only('scoring', ['core', 'contract', 'platform']),
    only('delivery', ['state', 'core', 'contract', 'platform']),
    only('reference', ['core', 'contract', 'platform']),
    only('pages', ['contract', 'platform']),
    only('conformance', ['contract', 'platform']),
    only('engine', ['core', 'state', 'scoring', 'delivery', 'platform', 'contract']),
    ...edges.map((edge) => only(edge, ['engine', 'state', 'scoring', 'delivery', 'core', 'contract', 'platform'])),
    {
      name: 'core-is-pure',
      comment: 'Everything that a decision may know is its argument; h3-js is a pure function of its own.',
      severity: 'error',
      from: { path: '^src/core/', pathNot: '\\.spec\\.ts$' },
      to: { path: '.', pathNot: '^src/core/|node_modules/h3-js/' },
    },
    {
      name: 'stages-do-not-know-each-other',
      comment: 'A stage imports types and itself; decision.ts and situate.ts alone join stages.',
      severity: 'error',
      from: { path: '^src/core/([^/]+)/', pathNot: '\\.spec\\.ts$' },
      to: { path: '^src/core/([^/]+)/', pathNot: '^src/core/(types|$1)/' },
    },
    packageOnlyIn('ioredis', '^src/(state|platform)/|\\.processor\\.ts$'),
    packageOnlyIn('bullmq', '^src/(state|platform)/|\\.processor\\.ts$'),
    packageOnlyIn('onnxruntime-node', '^src/scoring/'),
  ],
  options: {
    doNotFollow: { path: 'node_modules' },
    tsConfig: { fileName: 'tsconfig.json' },
    tsPreCompilationDeps: true,
    enhancedResolveOptions: {
      exportsFields: ['exports'],
      conditionNames: ['import', 'types', 'node'],
      extensions: ['.ts', '.js'],
    },
  },
};
