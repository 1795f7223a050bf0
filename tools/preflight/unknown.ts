import { findingsOf, type Finding, type Topic } from './finding';
import type { Answer, Refusal } from './googleApi';

/** What a question asks, and what the caller needs for it. */
export interface Question {
  topic: Topic;
  /** What is asked for, as the beginning of "… cannot be seen". */
  subject: string;
  /** The API, by the name under which it is enabled. */
  service: string;
  permissions: readonly string[];
  /** A role that has these permissions, and changes nothing. */
  role: string;
}

/** Judges what was found. What may not be asked is a finding of its own, which says how to be allowed. */
export function judgeAnswer<Value>(
  question: Question,
  answer: Answer<Value>,
  projectId: string,
  judge: (value: Value) => Finding[],
): Finding[] {
  switch (answer.kind) {
    case 'found':
      return judge(answer.value);
    case 'missing': {
      const detail = `${question.service} does not know them`;
      return [explainRefusal(question, { reason: 'failed', detail }, projectId)];
    }
    case 'refused':
      return [explainRefusal(question, answer.refusal, projectId)];
  }
}

/** An `unknown` finding that says what is in the way, and how to remove it. */
export function explainRefusal(
  { topic, subject, service, permissions, role }: Question,
  refusal: Refusal,
  projectId: string,
): Finding {
  const { unknown } = findingsOf(topic);
  const because = (why: string): string => `${subject} cannot be seen: ${why}.`;
  const grant = (granted: string): string =>
    `gcloud projects add-iam-policy-binding ${projectId} --member=user:EMAIL --role=${granted}`;
  switch (refusal.reason) {
    case 'disabled':
      return unknown(
        because(`the API ${service} is not enabled in the project`),
        'Enable it, wait a few minutes, and run preflight again:',
        `gcloud services enable ${service} --project ${projectId}`,
      );
    case 'forbidden':
      return unknown(
        because(`you may not ask ${service} (${permissions.join(', ')})`),
        'Somebody who owns the project can allow it to your account:',
        grant(role),
      );
    case 'quotaProject':
      return unknown(
        because('you may not use the project’s quota (serviceusage.services.use)'),
        'Somebody who owns the project can allow it to your account:',
        grant('roles/serviceusage.serviceUsageConsumer'),
      );
    case 'unauthenticated':
      return unknown(
        because(`${service} does not accept the credentials of this machine`),
        'Sign in again:',
        'gcloud auth application-default login',
      );
    case 'failed':
      return unknown(because(refusal.detail), 'Run preflight again.');
  }
}
