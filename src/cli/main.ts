#!/usr/bin/env node
import { run } from './run.js';
import { processTerminal } from './terminal.js';

// Deep models call through many layers: the user's own line must not fall off the end of a stack.
Error.stackTraceLimit = 100;
process.exitCode = await run(process.argv.slice(2), processTerminal());
