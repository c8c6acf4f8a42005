import type { Fix } from '../contract/position.js';

export type Activity = NonNullable<Fix['activity']>;

/** Below this the phone itself does not stand by its guess. */
const SURE_PERCENT = 50;

const ACTIVITIES = new Map<string, Activity>([
  ['still', 'still'],
  ['stationary', 'still'],
  ['walking', 'walking'],
  ['walk', 'walking'],
  ['onfoot', 'walking'],
  ['running', 'running'],
  ['run', 'running'],
  ['cycling', 'cycling'],
  ['bike', 'cycling'],
  ['bicycle', 'cycling'],
  ['onbicycle', 'cycling'],
  ['vehicle', 'vehicle'],
  ['invehicle', 'vehicle'],
  ['automotive', 'vehicle'],
  ['driving', 'vehicle'],
  ['unknown', 'unknown'],
  ['tilting', 'unknown'],
]);

/** The words of Android, iOS and ours, in one set. Undefined when the cell is empty or says something else. */
export function readActivity(text: string, confidencePercent?: number): Activity | undefined {
  const activity = ACTIVITIES.get(text.toLowerCase().replace(/[^a-z]/g, ''));
  if (activity === undefined) return undefined;
  return confidencePercent !== undefined && confidencePercent < SURE_PERCENT ? 'unknown' : activity;
}
