import module from 'node:module'

// Preloaded by the npm scripts (node --import). Plain JavaScript on purpose: a Node that is too old cannot read TypeScript, and
// would only say "Unknown file extension".
const oldest = 24
if (Number(process.versions.node.split('.')[0]) < oldest) {
  console.error(
    `Ringpost needs Node ${oldest} or newer; this is Node ${process.versions.node} (${process.execPath}).
\`npm install\` puts one into node_modules/.bin where a build for this platform exists, and npm scripts use it:
check that it ran without --omit=optional. Otherwise install Node ${oldest} from https://nodejs.org.`,
  )
  process.exit(1)
}

// Caches compiled code between runs: compiling is a third of the time that a command takes.
module.enableCompileCache()
