#!/usr/bin/env -S node --max-semi-space-size=16
'use strict'
// Old syntax on purpose: a Node that is too old has to read this far, to say so.
const oldest = [22, 16]
const current = process.versions.node.split('.').map(Number)
if (current[0] < oldest[0] || (current[0] === oldest[0] && current[1] < oldest[1])) {
  console.error(
    'Ringpost needs Node ' +
      oldest.join('.') +
      ' or newer (24 is recommended); this is Node ' +
      process.versions.node +
      ' (' +
      process.execPath +
      '). Install a newer one from https://nodejs.org.',
  )
  process.exit(1)
}
void import('../dist/main.js')
