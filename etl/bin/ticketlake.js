#!/usr/bin/env node
'use strict';
// An old Node cannot even parse the rest. This file alone stays in ECMAScript 5, so that it can say so.
var version = process.versions.node;
var parts = version.split('.').map(Number);
var major = parts[0];
var minor = parts[1];
// "engines" of package.json names the oldest. Versions between cannot require packages that are ES modules.
var isSupported = major > 22 || (major === 22 && minor >= 12) || (major === 20 && minor >= 19);
var problem = 'error: ticketlake needs Node 20.19 or later of 20, or Node 22.12 or later, and this is Node ' + version;
if (isSupported) {
  require('../dist/etl/src/cli/main.js');
} else {
  process.stderr.write(problem + ': install a newer one from https://nodejs.org.\n');
  process.exitCode = 2;
}
