import { applicationDefault } from 'firebase-admin/app';

/** A token for Google's REST APIs, from the credentials of this machine. Throws if it has none. */
export async function getAccessToken(): Promise<string> {
  return (await applicationDefault().getAccessToken()).access_token;
}
