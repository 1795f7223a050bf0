// What the board is built with, derived from how the functions of its project are configured.
import { readParameters, readSiteKey, readTimeZone } from './envFiles.cjs';
import { root } from './install.js';
import { SetupError } from './say.js';

/**
 * The environment of `vite build` for a project. Fails with a sentence if functions and board cannot work
 * together. `environment` overrides the files of `web/`; those of `functions/` are what a deployment reads.
 */
export function readBoardSettings(project, { folder = root, environment = process.env } = {}) {
  const file = `functions/.env.${project}`;
  const { REGION, ENFORCE_APP_CHECK } = readParameters(folder, project);
  const missing = Object.entries({ REGION, ENFORCE_APP_CHECK }).flatMap(([name, value]) =>
    value ? [] : [name],
  );
  if (missing.length > 0) {
    throw new SetupError(
      `${file} does not set ${missing.join(' and ')}, which the board needs: copy functions/.env.example to it, or deploy the functions first.`,
    );
  }
  const VITE_APP_CHECK_SITE_KEY = readSiteKey(folder, project, environment);
  if (ENFORCE_APP_CHECK === 'true' && VITE_APP_CHECK_SITE_KEY === '') {
    throw new SetupError(
      `${file} sets ENFORCE_APP_CHECK=true, and the board has no site key: every move would be refused. Set VITE_APP_CHECK_SITE_KEY in web/.env.${project}, or ENFORCE_APP_CHECK=false and deploy the functions again.`,
    );
  }
  const VITE_TIME_ZONE = readTimeZone(folder, project, environment) || 'Europe/Madrid';
  if (!isTimeZone(VITE_TIME_ZONE)) {
    throw new SetupError(
      `VITE_TIME_ZONE is ${VITE_TIME_ZONE}, which is no time zone: set it in web/.env.${project} to a name of the IANA, as Europe/Madrid or Atlantic/Canary.`,
    );
  }
  return {
    VITE_REGION: REGION,
    VITE_TIME_ZONE,
    VITE_APP_CHECK_SITE_KEY,
    FUNCTIONS_ORIGIN: `https://${REGION}-${project}.cloudfunctions.net`,
  };
}

function isTimeZone(name) {
  try {
    return Boolean(new Intl.DateTimeFormat('en', { timeZone: name }));
  } catch {
    return false;
  }
}
