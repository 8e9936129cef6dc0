'use strict';
// `node --require` this: TypeScript files are then compiled as they are required, as jest does it for its tests.
const { transformFileSync } = require('@swc/core');

const options = { jsc: { parser: { syntax: 'typescript' }, target: 'es2022' }, module: { type: 'commonjs' } };

// The order decides what `./Deskpro.node` is: Deskpro.node.ts, not the codex file Deskpro.node.json.
const json = require.extensions['.json'];
delete require.extensions['.json'];
require.extensions['.ts'] = (module, file) => {
  module._compile(transformFileSync(file, options).code, file);
};
require.extensions['.json'] = json;
