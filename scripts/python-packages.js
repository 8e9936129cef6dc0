'use strict';

const { join } = require('node:path');

/** Packages of PyPI, by what they are for. Each name has a folder of its own, since their needs exclude one another. */
const PACKAGES = {
  airflow: ['apache-airflow==3.3.2'],
  dagster: ['dagster==1.13.29'],
  openlineage: ['openlineage-python==1.54.0'],
};

/** @param {string} name @returns {string} where they are installed */
function folderOf(name) {
  return join(__dirname, '../node_modules/.cache/python', name);
}

module.exports = { PACKAGES, folderOf };
