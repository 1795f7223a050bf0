import { findingsOf, type Finding } from './finding';
import type { LiveApp, Site } from './projectState';

const { ok, problem } = findingsOf('hosting');

/** Whether the board would learn which project it belongs to: Hosting tells it by the linked web app. */
export function judgeHosting(
  site: Site | null,
  webApps: readonly string[],
  projectId: string,
): Finding[] {
  const [onlyApp, ...others] = webApps;
  const createApp = `npx firebase apps:create WEB embudo --project ${projectId}`;
  if (site === null) {
    return [
      problem(
        'There is no default Hosting site for the board.',
        `Press “Get started” at https://console.firebase.google.com/project/${projectId}/hosting.`,
      ),
    ];
  }
  const { id, appId } = site;
  if (appId !== null && webApps.includes(appId)) {
    return [ok(`The site ${id} is linked to the web app ${appId}.`)];
  }
  const link = (app: string): string =>
    `curl -s -X PATCH -H "Authorization: Bearer $(gcloud auth print-access-token)" -H "x-goog-user-project: ${projectId}" -H "content-type: application/json" -d '{"appId":"${app}"}' "https://firebasehosting.googleapis.com/v1beta1/projects/${projectId}/sites/${id}?updateMask=appId"`;
  return [
    problem(
      appId === null
        ? `The site ${id} is linked to no web app, so the board gets no API key and does not start.`
        : `The site ${id} is linked to the web app ${appId}, which is not there.`,
      onlyApp === undefined
        ? 'Add a web app, and link it: in the console (Project settings, your web app, Firebase Hosting), or with its id in place of APP_ID:'
        : 'Link it to a web app: in the console (Project settings, your web app, Firebase Hosting), or with:',
      ...(onlyApp === undefined ? [createApp] : []),
      link(onlyApp !== undefined && others.length === 0 ? onlyApp : 'APP_ID'),
    ),
  ];
}

/** Whether a deployment of the board would replace another app. */
export function judgeLiveApp(live: LiveApp, siteId: string): Finding[] {
  switch (live) {
    case 'nothing':
      return [];
    case 'the board':
      return [ok(`The site ${siteId} serves the board; a deployment replaces it with this one.`)];
    case 'another app':
      return [
        problem(
          `The site ${siteId} serves another app, which a deployment of the board would replace.`,
          'Give the board a site of its own: docs/deploying.md, “Where an older system lives”. Or do not deploy hosting.',
        ),
      ];
  }
}
