import { findingsOf, type Finding } from './finding';
import type { SignIn } from './projectState';

const { ok, advice, problem } = findingsOf('authentication');

/** Whether people can sign in to the board, and whether anybody can make an account. */
export function judgeAuthentication(signIn: SignIn | null, projectId: string): Finding[] {
  const console = `https://console.firebase.google.com/project/${projectId}/authentication`;
  if (signIn === null) {
    return [
      problem(
        'Authentication was never set up: nobody can sign in.',
        `Open ${console}, press “Get started”, and enable Email/Password.`,
      ),
    ];
  }
  return [
    signIn.hasEmailPassword
      ? ok('Email/Password is on.')
      : problem(
          'Email/Password is off: nobody can sign in to the board.',
          `Enable it at ${console}/providers.`,
        ),
    signIn.hasSelfSignUp
      ? advice(
          'Anybody can make an account, under anybody’s address. It opens nothing: roles go to verified addresses only.',
          `If no app of yours needs it, turn sign-up off at ${console}/settings (User actions), or with:`,
          `curl -s -X PATCH -H "Authorization: Bearer $(gcloud auth print-access-token)" -H "x-goog-user-project: ${projectId}" -H "content-type: application/json" -d '{"client":{"permissions":{"disabledUserSignup":true}}}' "https://identitytoolkit.googleapis.com/admin/v2/projects/${projectId}/config?updateMask=client.permissions.disabledUserSignup"`,
        )
      : ok('Self sign-up is off.'),
  ];
}
