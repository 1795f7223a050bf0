// The env files that configure a deployment: those of the functions, and those of the board. (CommonJS, since
// scripts, the bundled tool and its tests all read them.)
const { existsSync, readFileSync } = require('node:fs');
const { join } = require('node:path');
const { parseEnv } = require('node:util');

/** The parameters that a deployment of the functions reads for a project. `folder` is the repository's root. */
exports.readParameters = (folder, project) =>
  exports.readEnvFiles(join(folder, 'functions'), ['.env', `.env.${project}`]);

/** The board's App Check site key for a project; '' if there is none. `environment` overrides the files. */
exports.readSiteKey = (folder, project, environment) =>
  readOfBoard('VITE_APP_CHECK_SITE_KEY', folder, project, environment);

/** The time zone of a project's agency; '' if none is set. `environment` overrides the files. */
exports.readTimeZone = (folder, project, environment) =>
  readOfBoard('VITE_TIME_ZONE', folder, project, environment);

function readOfBoard(variable, folder, project, environment) {
  const names = ['.env', '.env.local', `.env.${project}`];
  const { [variable]: value } = exports.readEnvFiles(join(folder, 'web'), names);
  return environment[variable] || value || '';
}

/** The variables of the files that exist. A later file overrides an earlier one. */
exports.readEnvFiles = (folder, names) => {
  const files = names.map((name) => join(folder, name)).filter((file) => existsSync(file));
  return Object.assign({}, ...files.map((file) => parseEnv(readFileSync(file, 'utf8'))));
};
