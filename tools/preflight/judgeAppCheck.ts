import type { Checkout } from './checkout';
import { findingsOf, type Finding } from './finding';

const { ok, advice, problem } = findingsOf('appCheck');

/** Whether the functions' demand for App Check fits what the board is built with. */
export function judgeEnforcement({ parameters, siteKey }: Checkout, projectId: string): Finding[] {
  const file = `functions/.env.${projectId}`;
  const hasKey = siteKey !== '';
  if (parameters.ENFORCE_APP_CHECK) {
    return [
      hasKey
        ? ok('The functions ask for App Check, and the board has a site key.')
        : problem(
            'The functions ask for App Check (ENFORCE_APP_CHECK), and the board has no site key: the board is not built.',
            `Register its web app with App Check (reCAPTCHA Enterprise), and set VITE_APP_CHECK_SITE_KEY in web/.env.${projectId}. Or set ENFORCE_APP_CHECK=false in ${file}.`,
          ),
    ];
  }
  return [
    advice(
      'The functions do not ask for App Check (ENFORCE_APP_CHECK=false): any program with a user’s token can call them.',
      `Set ENFORCE_APP_CHECK=true in ${file}${hasKey ? '' : `, with VITE_APP_CHECK_SITE_KEY in web/.env.${projectId}`}.`,
    ),
  ];
}

/** Whether Firestore's own demand for App Check fits. */
export function judgeFirestoreEnforcement(
  isEnforced: boolean,
  { parameters, siteKey }: Checkout,
  projectId: string,
): Finding[] {
  if (isEnforced) {
    return [
      siteKey === ''
        ? problem(
            'Firestore asks for App Check, and the board has no site key: it can read nothing.',
            `Set VITE_APP_CHECK_SITE_KEY in web/.env.${projectId}, and deploy the board.`,
          )
        : ok('Firestore asks for App Check.'),
    ];
  }
  if (!parameters.ENFORCE_APP_CHECK) return [ok('Firestore does not ask for App Check, either.')];
  return [
    advice(
      'Firestore does not ask for App Check: only the functions do, and any program with a user’s token can read and write what that user may.',
      'Once every app of yours sends App Check tokens (the console shows which share does), enforce it:',
      `FIREBASE_CLI_EXPERIMENTS=appcheckadmin npx firebase appcheck:services:set firestore enforced --project ${projectId}`,
    ),
  ];
}

/** Whether the web app is registered with the site key that the board uses. Without a key nothing is asked of it. */
export function judgeSiteKey(
  registered: string | null,
  appId: string,
  { siteKey }: Checkout,
  projectId: string,
): Finding[] {
  if (siteKey === '') return [];
  if (registered === siteKey) return [ok('The web app is registered with the board’s site key.')];
  return [
    problem(
      registered === null
        ? 'The web app is not registered with App Check (reCAPTCHA Enterprise): its tokens are refused.'
        : 'The web app is registered with another site key than VITE_APP_CHECK_SITE_KEY: the board’s tokens are refused.',
      `Set VITE_APP_CHECK_SITE_KEY in web/.env.${projectId} to the registered key, or register this one:`,
      `FIREBASE_CLI_EXPERIMENTS=appcheckadmin npx firebase appcheck:providers:set recaptcha-enterprise --app ${appId} --site-key ${siteKey} --project ${projectId}`,
    ),
  ];
}
