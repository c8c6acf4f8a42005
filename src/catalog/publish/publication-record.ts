import type { Publication } from '../../contract/catalog-upload.js';

/** A publication as it is kept: what is to serve, and how far that is. */
export interface PublicationRecord extends Publication {
  /** What must serve when it comes to it; left out: whatever does. */
  readonly expected?: string;
  /** Not to wait for engines that cannot have it ready. */
  readonly force: boolean;
}
