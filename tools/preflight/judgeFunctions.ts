import { CODEBASE, listWantedFunctions, type Checkout, type WantedFunction } from './checkout';
import { findingsOf, listSome, type Finding } from './finding';
import type { DeployedFunction, DeployedFunctions } from './projectState';

const { ok, advice, problem, unknown } = findingsOf('functions');

/** Functions are the same if their names and regions are: a deployment puts one in the place of the other. */
interface Occupied {
  wanted: WantedFunction;
  deployed: DeployedFunction;
}

/** What a deployment of the functions would create, update, replace and delete. */
export function judgeFunctions(
  { functions, unreachable }: DeployedFunctions,
  { parameters }: Checkout,
  projectId: string,
): Finding[] {
  const wanted = listWantedFunctions(parameters);
  const own = functions.filter(({ codebase }) => codebase === CODEBASE);
  const others = functions.filter(({ codebase }) => codebase !== CODEBASE);
  const occupied = wanted.flatMap((each) =>
    others.filter((other) => isSame(each, other)).map((deployed) => ({ wanted: each, deployed })),
  );
  const staying = others.filter((other) => !occupied.some(({ deployed }) => deployed === other));
  return [
    ...judgeWanted(wanted, own),
    ...judgeSurplus(wanted, own, projectId),
    ...judgeOccupied(occupied, wanted.length),
    ...(staying.length === 0
      ? []
      : [ok(`${countFunctions(staying.length)} of others stay: ${list(staying)}.`)]),
    ...(unreachable.length === 0
      ? []
      : [
          unknown(
            `These regions did not say which functions they have: ${listSome(unreachable)}.`,
            'Run preflight again later, and deploy after that.',
          ),
        ]),
  ];
}

function judgeWanted(
  wanted: readonly WantedFunction[],
  own: readonly DeployedFunction[],
): Finding[] {
  const missing = wanted.filter((each) => !own.some((other) => isSame(each, other)));
  const updated = wanted.length - missing.length;
  if (missing.length === 0) {
    return [ok(`All ${updated} functions of Embudo are there; a deployment updates them.`)];
  }
  const created = `${countFunctions(missing.length)} would be created: ${list(missing)}`;
  return [ok(updated === 0 ? `${created}.` : `${created}; ${updated} would be updated.`)];
}

/** The functions of Embudo's own codebase that this checkout does not have. */
function judgeSurplus(
  wanted: readonly WantedFunction[],
  own: readonly DeployedFunction[],
  projectId: string,
): Finding[] {
  const surplus = own.filter(
    (each) => each.isFirebaseManaged && !wanted.some((other) => isSame(other, each)),
  );
  const ids = new Set(wanted.map(({ id }) => id));
  const moved = surplus.filter(({ id }) => ids.has(id));
  const gone = surplus.filter(({ id }) => !ids.has(id));
  return [
    ...(moved.length === 0
      ? []
      : [
          advice(
            `${countFunctions(moved.length)} would be deleted where they are, and created where REGION and CHECK_REGION say: ${list(moved)}.`,
            'If that is not meant, set REGION and CHECK_REGION to where they are. After such a move, npm run leads -- check finds what was missed.',
          ),
        ]),
    ...(gone.length === 0
      ? []
      : [
          problem(
            `${countFunctions(gone.length)} of the codebase ${CODEBASE} would be deleted, since this checkout has no such function: ${list(gone)}.`,
            'If somebody needs them, deploy from the checkout that has them, or move them to a codebase of their own first.',
            `npx firebase functions:list --project ${projectId}`,
          ),
        ]),
  ];
}

/** The functions of other codebases that are where Embudo's would be. */
function judgeOccupied(occupied: readonly Occupied[], wanted: number): Finding[] {
  const codebases = new Set(occupied.map(({ deployed }) => deployed.codebase));
  const isWhole = occupied.length === wanted && codebases.size === 1;
  if (isWhole && occupied.every((each) => !stopsDeployment(each))) {
    const [codebase = ''] = codebases;
    return [
      advice(
        `All ${wanted} functions of the codebase ${codebase} that have the names of Embudo’s would be taken over.`,
        'Embudo was deployed as that codebase before: nothing is lost. If it was not, do not deploy.',
      ),
    ];
  }
  return occupied.map((each) => {
    const { id, region, codebase } = each.deployed;
    const what = `${id} (${region}) of the codebase ${codebase} has the name of one of Embudo’s functions`;
    return problem(
      stopsDeployment(each)
        ? `${what}: the deployment would stop at it.`
        : `${what}: it would be replaced, and lost.`,
      'Rename it in its own sources and deploy it from there, or give Embudo another REGION.',
    );
  });
}

/** Whether the Firebase CLI refuses to put the one in the place of the other. */
function stopsDeployment({ wanted, deployed }: Occupied): boolean {
  const isUpgrade = wanted.trigger === 'callable' && deployed.trigger === 'https';
  return deployed.generation === 1 || (deployed.trigger !== wanted.trigger && !isUpgrade);
}

function isSame(
  one: { id: string; region: string },
  other: { id: string; region: string },
): boolean {
  return one.id === other.id && one.region === other.region;
}

function countFunctions(count: number): string {
  return count === 1 ? '1 function' : `${count} functions`;
}

/** Names by region, and by codebase if it is another's. */
function list(functions: readonly { id: string; region: string; codebase?: string }[]): string {
  return listSome(
    functions.map(({ id, region, codebase = CODEBASE }) =>
      codebase === CODEBASE ? `${id} (${region})` : `${id} (${region}, codebase ${codebase})`,
    ),
    wantedAtOnce,
  );
}

/** All of Embudo's own are listed. */
const wantedAtOnce = 12;
