/** What the operator's tool works on: one project, which the operator has named beyond doubt. */
import { join } from 'node:path';
import { runNode } from './support/operator';

type Environment = Readonly<Record<string, string>>;
interface Question {
  options?: { project?: string };
  args?: readonly string[];
  use?: { project?: string };
  environment: Environment;
}

const HOSTS = ['FIRESTORE_EMULATOR_HOST', 'FIREBASE_AUTH_EMULATOR_HOST'];
const PROJECTS = ['GOOGLE_CLOUD_PROJECT', 'GCLOUD_PROJECT'];
const MINE = { project: 'mine' };

/** Asks the tool, in a process that names no project and no emulator. Resolves to the answers and the verbs. */
async function ask(
  questions: readonly Question[],
): Promise<{ answers: unknown[]; verbs: string[] }> {
  const script = join(__dirname, 'askTool.mjs');
  const named = [...HOSTS, ...PROJECTS, 'GOOGLE_CLOUD_QUOTA_PROJECT'];
  const clean = Object.fromEntries(named.map((name) => [name, undefined]));
  const { stdout, output } = await runNode([script, JSON.stringify(questions)], clean);
  const [answers, verbs] = stdout.trim().split('\n');
  if (answers === undefined || verbs === undefined) throw new Error(output);
  return { answers: JSON.parse(answers) as unknown[], verbs: JSON.parse(verbs) as string[] };
}

const CLEAR: readonly (readonly [Question, projectId: string, isReal: boolean])[] = [
  [{ options: {}, environment: {} }, 'demo-embudo', false],
  [{ options: {}, environment: { GCLOUD_PROJECT: 'demo-x' } }, 'demo-x', false],
  [{ options: {}, environment: { GCLOUD_PROJECT: '' } }, 'demo-embudo', false],
  [{ options: {}, environment: { GOOGLE_CLOUD_PROJECT: 'other' } }, 'demo-embudo', false],
  ...HOSTS.flatMap((variable) =>
    ['127.0.0.1:1', '127.9.9.9:9', 'localhost:65535', '[::1]:8080'].map(
      (host) => [{ options: {}, environment: { [variable]: host } }, 'demo-embudo', false] as const,
    ),
  ),
  [{ options: MINE, environment: {} }, 'mine', true],
  [{ options: { project: 'example.com:mine' }, environment: {} }, 'example.com:mine', true],
  [
    { options: MINE, environment: { GCLOUD_PROJECT: 'mine', GOOGLE_CLOUD_PROJECT: 'mine' } },
    'mine',
    true,
  ],
  [{ options: MINE, environment: { GOOGLE_CLOUD_PROJECT: '' } }, 'mine', true],
  [{ options: MINE, environment: { FIRESTORE_EMULATOR_HOST: '' } }, 'mine', true],
];

test('the project of --project is the one; without it, it is the emulators on this machine', async () => {
  const { answers } = await ask(CLEAR.map(([question]) => question));
  const targets = CLEAR.map(([, projectId, isReal]) => ({
    projectId,
    isReal,
    yes: false,
    json: false,
  }));
  expect(answers).toEqual(targets);
});

test('a real project pays for its own calls, and no emulator answers in its place', async () => {
  const emulators = {
    FIRESTORE_EMULATOR_HOST: '127.0.0.1:8081',
    FIREBASE_AUTH_EMULATOR_HOST: '127.0.0.1:9098',
  };
  const { answers } = await ask([
    { use: MINE, environment: emulators },
    { use: MINE, environment: { GOOGLE_CLOUD_QUOTA_PROJECT: 'billed' } },
  ]);
  expect(answers).toEqual([
    ['mine', null, null],
    ['billed', null, null],
  ]);
  const local = await ask([{ use: {}, environment: emulators }]);
  expect(local.answers).toEqual([[null, '127.0.0.1:8081', '127.0.0.1:9098']]);
});

/** Every doubt, and what the refusal says of it. */
const DOUBTS: readonly (readonly [args: readonly string[], Environment, refusal: string])[] = [
  ...['', ' ', 'my agency', 'Mine', '-x', '\u001b[2J'].map(
    (project) =>
      [[`--project=${project}`], {}, `${JSON.stringify(project)}, which is not the id`] as const,
  ),
  ...PROJECTS.map(
    (variable) =>
      [['--project=mine'], { [variable]: 'other' }, `but ${variable} names other`] as const,
  ),
  ...HOSTS.flatMap((variable) =>
    ['', ' ', '10.0.0.1:8080', 'localhost.evil.example:80', '0.0.0.0:8080', '127.0.0.1'].map(
      (host) => [[], { GCLOUD_PROJECT: 'mine', [variable]: host }, `${variable} is `] as const,
    ),
  ),
];

/** Every verb, with arguments that it accepts. */
const VERBS = [
  'preflight',
  'check',
  'repair',
  'repair --apply',
  'repair --apply --resume',
  'import leads.csv',
  'import leads.csv visits.csv --map map.json --apply',
  'adopt',
  'adopt --apply --merge',
  'show x',
  'attention',
  'attention --agent x --limit 5',
  'report',
  'report --csv',
  'export --out x',
  'roles set a@b.example admin',
  'roles invite a@b.example admin',
  'roles remove a@b.example',
  'roles show a@b.example',
  'roles list',
  'privacy export --contact x --out x.json',
  'privacy block --contact x --until 2099-12-31',
  'privacy block --contact x --until 2099-12-31 --apply --by me',
  'privacy erase --contact x',
  'privacy erase --contact x --apply --by me',
  'seed --leads 5',
  'contact-keys',
  'contact-keys --apply',
];

test('every verb refuses every doubt, --yes or not', async () => {
  const cases = VERBS.flatMap((verb) =>
    DOUBTS.flatMap(([args, environment, refusal]) =>
      [[], ['--yes']].map((yes) => ({
        question: { args: [...args, ...yes, ...verb.split(' ')], environment },
        refusal,
      })),
    ),
  );
  const { answers, verbs } = await ask(cases.map(({ question }) => question));
  const asked = cases.map((each, n) => ({ ...each, answer: String(answers[n]) }));
  const wrong = asked.filter(({ refusal, answer }) => !answer.includes(refusal));
  expect(wrong).toEqual([]);
  const untried = verbs.filter((name) => !VERBS.some((verb) => verb.startsWith(name)));
  expect(untried).toEqual([]);
});
