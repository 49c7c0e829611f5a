import type { ProfileName } from '../profiles.ts';

/** One experiment's sizes in each profile. */
export type ProfilePlans<P> = Readonly<Record<ProfileName, P>>;
