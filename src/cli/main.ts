#!/usr/bin/env node
import { startStandby } from './standby';

const args = process.argv.slice(2);
// Before anything else is loaded: what this process does then, a training's process does at the same time.
startStandby(args);

void import('./commandLine').then(({ runCommandLine }) => runCommandLine(args));
