'use strict';

const vm = require('node:vm');
const { TestEnvironment } = require('jest-environment-node');

const { createContext } = vm;

const ordinaryContext = () => createContext(vm.constants.DONT_CONTEXTIFY);

/**
 * Node's environment whose globals are ordinary ones. jest's own ask a proxy for every `Math`, `Date` and `expect` that
 * code reads, which makes whatever computes several times slower than it is.
 */
module.exports = class extends TestEnvironment {
  constructor(config, about, contextOf = ordinaryContext) {
    const made = contextOf();
    vm.createContext = () => made;
    try {
      super(config, about);
    } finally {
      vm.createContext = createContext;
    }
  }
};
