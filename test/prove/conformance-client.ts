import { createInterface } from 'node:readline';
import { ProximaClient } from '../../sdk/src/client.js';
import { systemClock } from '../../sdk/src/clock.js';
import type { Fix } from '../../sdk/src/contract.js';
import { socketTransport } from '../../sdk/src/socket-transport.js';
import { memoryStorage } from '../../sdk/src/storage.js';
import { Tokens } from '../../sdk/src/tokens.js';
import type { Order } from '../../src/conformance/client-process.js';
import { broken } from './broken-transports.js';

/**
 * The SDK as `npm run conformance` wants a client: orders come on standard input, what is shown goes to standard output.
 * Broken in one way when an argument names it: node conformance-client.js [FAULT]
 */
const { PROXIMA_URL: url = '', PROXIMA_TOKEN: token = '' } = process.env;
const say = (line: object) => console.log(JSON.stringify(line));

const client = new ProximaClient({
  transport: broken(process.argv[2], socketTransport(url), say),
  tokens: new Tokens({ token }, systemClock),
  storage: memoryStorage(),
  clock: systemClock,
  // Short waits always: one that happened to be long would hide a client that hurries.
  random: () => 0.1,
});
let tellFix: (fix: Fix) => void = () => undefined;

client.on('offer', ({ deliveryId }) => say({ shown: deliveryId }));
client.on('retract', ({ deliveryId }) => say({ removed: deliveryId }));
client.on('state', (state) => say({ state }));
client.follow({
  watch(onFix) {
    tellFix = onFix;
    return () => (tellFix = () => undefined);
  },
});

createInterface(process.stdin).on('line', (line) => {
  const order = JSON.parse(line) as Order;
  if (order.do === 'fix') tellFix(order.fix);
  if (order.do === 'consent') {
    const { purpose = 'location', status } = order;
    void client.setConsent({ purpose, status, textVersion: '1' });
  }
  if (order.do === 'seen') void client.seen(order);
});
