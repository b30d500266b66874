#!/usr/bin/env node
// npm links a program only if its file is there when packages are installed, which dist is not in a clone.
import '../dist/cli.js';
