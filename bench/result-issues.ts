import type { z } from 'zod';

const issuesShown = 5;

/** The fields that a schema refused, each with its path; never their values. */
export function describeIssues(error: z.ZodError): string {
  const shown = error.issues
    .slice(0, issuesShown)
    .map((issue) => `${issue.path.join('.') || '(top level)'}: ${issue.message}`);
  const more = error.issues.length - shown.length;
  return shown.join('; ') + (more > 0 ? `; and ${more} more` : '');
}
