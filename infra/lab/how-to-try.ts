import type { StartedArm } from './up.ts';

/** What to type next, for somebody who sits before a terminal: the same three requests to each contender. */
export function howToTry(arms: readonly StartedArm[]): readonly string[] {
  const body = `'{"username":"alice","password":"alice-demo-password"}'`;
  return [
    '',
    'Try it (alice is one of the seeded accounts; the second GET is refused after the logout):',
    ...arms.flatMap(({ arm, url }) => [
      '',
      `  curl -c ${arm}.jar --json ${body} ${url}/login`,
      `  curl -b ${arm}.jar ${url}/me`,
      `  curl -b ${arm}.jar -X POST ${url}/logout`,
      `  curl -b ${arm}.jar ${url}/me`,
    ]),
    '',
    'Then break it: ./lab lists the verbs. make down ends it.',
  ];
}
