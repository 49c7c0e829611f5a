export const profileNames = ['smoke', 'default', 'full'] as const;
export type ProfileName = (typeof profileNames)[number];

/** One experiment's sizes in each profile. */
export type ProfilePlans<P> = Readonly<Record<ProfileName, P>>;
