import { expect, it } from '@jest/globals';
import { Parser } from '@asyncapi/parser';
import { writeAsyncApi } from './async-api.js';

it('the parser of AsyncAPI reads the document without a fault, and finds every event in its direction', async () => {
  const { document, diagnostics } = await new Parser().parse(JSON.stringify(writeAsyncApi()));
  const faults = diagnostics.filter(({ severity }) => severity === 0).map(({ path, message }) => `${path.join('.')}: ${message}`); // prettier-ignore
  expect(faults).toEqual([]);
  const operations = document!.operations().all();
  const namesOf = (action: string) =>
    operations
      .filter((operation) => operation.action() === action)
      .map((operation) => operation.messages().all()[0]!.name());
  expect(namesOf('receive').sort()).toEqual([
    'consent:set',
    'context:report',
    'feedback:report',
    'inbox:resume',
    'offer:request',
    'position:report',
  ]);
  expect(namesOf('send')).toEqual([
    'offer:push',
    'offer:retract',
    'session:hint',
    'decision:sample',
    'feedback:sample',
    'figures:tick',
    'catalog:progress',
    'release:changed',
  ]);
  expect(
    document!
      .channels()
      .all()
      .map((channel) => channel.address()),
  ).toEqual(['/v1/device', '/v1/console']);
});

it('a document with a fault is found out', async () => {
  const broken = { ...writeAsyncApi(), operations: { 'position-report': { action: 'hear', channel: { $ref: '#/channels/nowhere' } } } }; // prettier-ignore
  const { diagnostics } = await new Parser().parse(JSON.stringify(broken));
  expect(diagnostics.filter(({ severity }) => severity === 0).length).toBeGreaterThan(0);
});
