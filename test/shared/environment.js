'use strict';

const vm = require('node:vm');
const Environment = require('../environment.js');

/** What jest defines once for each global object, and could not define a second time. */
const DEFINED_BY_JEST = [
  ...['native-promise', 'native-now', 'native-read-file', 'native-write-file', 'native-exists-file'].map((name) =>
    Symbol.for(`jest-${name}`),
  ),
  'jest-symbol-do-not-touch',
];

let context;

/** The one global object of all test files of a process. */
function sharedContext() {
  if (context === undefined) {
    context = vm.createContext(vm.constants.DONT_CONTEXTIFY);
    for (const key of DEFINED_BY_JEST) Object.defineProperty(context, key, { configurable: true, value: undefined });
  }
  return context;
}

const isSame = (one, other) => one.value === other.value && one.get === other.get && one.set === other.set;

/**
 * The environment of test files that share modules (./runtime.js): they need one global object, since an `Error` or an
 * `Array` of another is none of theirs. What a file leaves on it is taken away after its tests. `process`, with its
 * variables, is each file's own, as jest makes it.
 */
module.exports = class extends Environment {
  constructor(config, about) {
    super(config, about, sharedContext);
    this.found = new Map(
      Reflect.ownKeys(this.global).map((key) => [key, Reflect.getOwnPropertyDescriptor(this.global, key)]),
    );
  }

  async teardown() {
    const { global, found } = this;
    await super.teardown();
    for (const key of Reflect.ownKeys(global)) {
      const before = found.get(key);
      if (before === undefined) Reflect.deleteProperty(global, key);
      else if (before.configurable && !isSame(before, Reflect.getOwnPropertyDescriptor(global, key)))
        Object.defineProperty(global, key, before);
    }
  }
};
