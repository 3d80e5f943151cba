/**
 * What a program needs to run and to reach the registries of this machine. npm leaves out an optional package that it cannot fetch, without
 * a word. Other settings of npm say where `npm test` runs.
 */
const NAMES =
  /^(?:PATH|HOME|NODE_EXTRA_CA_CERTS|(?:https?|no)_proxy|npm_config_(?:registry|cafile|(?:https?_)?proxy))$/i

/** Of this process's environment what a user's shell would have too: no settings of tests or of a server. */
export function inheritedEnvironment(): NodeJS.ProcessEnv {
  return Object.fromEntries(Object.entries(process.env).filter(([name]) => NAMES.test(name)))
}
