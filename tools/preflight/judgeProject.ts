import { findingsOf, type Finding } from './finding';

const { ok, problem } = findingsOf('project');

/** Whether there is such a project. */
export function judgeProject(projectNumber: string | null, projectId: string): Finding[] {
  if (projectNumber !== null) return [ok(`${projectId} is a Firebase project.`)];
  return [
    problem(
      `${projectId} is no Firebase project.`,
      'Look at its spelling, or add Firebase to the project of Google Cloud:',
      `npx firebase projects:addfirebase ${projectId}`,
    ),
  ];
}
