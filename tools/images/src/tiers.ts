/** The named contexts of a pruned workspace. */
export const tiers = ['manifests', 'libraries', 'application'] as const;
export type Tier = (typeof tiers)[number];
