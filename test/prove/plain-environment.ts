/** What `npm run` and an operator's shell have set would follow into the clone and make it less bare. */
export function plainEnvironment(): NodeJS.ProcessEnv {
  const foreign =
    /^(npm_(package|lifecycle|config_local_prefix|config_loglevel|command|execpath|node_execpath)|NODE_OPTIONS|NODE_ENV|PROXIMA_|REDIS_|INIT_CWD|LOG_LEVEL|PORT$|HOST$)/;
  const kept = Object.entries(process.env).filter(([name]) => !foreign.test(name) || name === 'PROXIMA_DATASETS');
  const env: NodeJS.ProcessEnv = Object.fromEntries(kept);
  // npm puts the tools of this checkout first; the clone has to find its own.
  env.PATH = (env.PATH ?? '')
    .split(':')
    .filter((folder) => !folder.includes('node_modules'))
    .join(':');
  return env;
}
