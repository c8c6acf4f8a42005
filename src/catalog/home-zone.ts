/** Whose clock is meant where neither the offer, its place nor the catalog says so. */
export const HOME_ZONE = 'Europe/Berlin';
