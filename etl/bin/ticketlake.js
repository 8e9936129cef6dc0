#!/usr/bin/env node
'use strict';
require('../dist/etl/src/cli/main.js');
