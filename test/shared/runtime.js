'use strict';

const { existsSync, readFileSync } = require('node:fs');
const path = require('node:path');
const { default: Runtime } = require('jest-runtime');

const ROOT = path.resolve(__dirname, '../..');
const PACKAGES = `${path.sep}node_modules${path.sep}`;
const PRODUCT = ['vendors', 'markup', 'nodes', 'credentials', 'sandbox', path.join('etl', 'src')].map(
  (folder) => path.join(ROOT, folder) + path.sep,
);

/** They replace parts of Node when they are loaded, and give them back at the end of a file. */
const ACTING = ['nock', '@mswjs'].map((name) => PACKAGES + name + path.sep);

/** Modules that a file of this process has loaded, by their paths. */
const modulesOf = { packages: new Map(), product: new Map() };
const sourceMaps = new Map();
/** The runtime of the file whose tests run. */
let present;

function kindOf(file) {
  if (file.includes(PACKAGES)) return ACTING.some((name) => file.includes(name)) ? null : 'packages';
  return PRODUCT.some((folder) => file.startsWith(folder)) ? 'product' : null;
}

/** Whether a test file, or the cases that it shares with its slow one, replaces modules. */
function mocksModules(testPath) {
  const files = [testPath, testPath.replace(/\.test\.ts$/, '.cases.ts')].filter((file) => existsSync(file));
  return files.some((file) => /\bjest\.(?:mock|doMock|isolateModules|resetModules)\b/.test(readFileSync(file, 'utf8')));
}

function sharedKinds(testPath, { collectCoverage, watch, watchAll }) {
  if (collectCoverage || watch || watchAll) return [];
  return mocksModules(testPath) ? ['packages'] : ['packages', 'product'];
}

/**
 * Runs test files with the modules of packages and of the product that another file of the process has loaded. Loading
 * them anew for each file, and warming them up, was a third of what the quick tests cost. Modules in test/ are
 * each file's own, and so is the product in files that mock a part of it. The slow tests share nothing.
 */
module.exports = class extends Runtime {
  constructor(config, environment, resolver, transformer, cacheFS, coverageOptions, testPath, globalConfig) {
    super(config, environment, resolver, transformer, cacheFS, coverageOptions, testPath, globalConfig);
    present = this;
    this.shared = sharedKinds(testPath, globalConfig);
    const registry = this.registries.getActiveCjsRegistry();
    for (const kind of this.shared) for (const [file, module] of modulesOf[kind]) registry.set(file, module);
    for (const [file, map] of sourceMaps) this.getSourceMaps().set(file, map);
  }

  /** A shared module loads more in the name of the file whose tests run. */
  requireModuleOrMock(from, moduleName) {
    if (this !== present && kindOf(from) !== null) return present.requireModuleOrMock(from, moduleName);
    return super.requireModuleOrMock(from, moduleName);
  }

  setMock(from, moduleName, mockFactory, options) {
    if (this.shared.includes('product') && !this._config.setupFiles.includes(from))
      throw new Error(
        `${from} mocks ${moduleName}: only a test file and its .cases.ts may, see test/shared/runtime.js`,
      );
    super.setMock(from, moduleName, mockFactory, options);
  }

  teardown() {
    for (const [file, module] of this.registries.getActiveCjsRegistry()) {
      const kind = kindOf(file);
      if (kind === null || !this.shared.includes(kind) || !module.loaded) continue;
      modulesOf[kind].set(file, module);
      const map = this.getSourceMaps().get(file);
      if (map !== undefined) sourceMaps.set(file, map);
    }
    super.teardown();
  }
};
