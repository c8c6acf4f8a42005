export { fakeDevice, type FakeDevice, type FakeDeviceOptions } from './fake-device.js';
export type { FakeEngine, Refusal, Sent } from './fake-engine.js';
export { manualClock, settled, type ManualClock } from './manual-clock.js';
