import { join } from 'node:path';
import { keepEvidence } from './evidence.js';
import type { Proof, Proven } from './proof.js';
import { PROOFS } from './proofs.js';
import { commitName, repositoryRoot } from './repository.js';

/** `npm run prove -- NAME` runs one proof, `-- --list` tells which there are. Exit code: 0 holds, 1 does not, 2 misuse. */
async function main(name: string | undefined): Promise<number> {
  if (name === '--list') {
    for (const proof of PROOFS) console.log(`${proof.name.padEnd(12)} ${proof.about}`);
    return 0;
  }
  const proof = PROOFS.find((candidate) => candidate.name === name);
  if (!proof) {
    console.error(`npm run prove -- NAME, with one of: ${PROOFS.map((known) => known.name).join(', ')}; or -- --list`);
    return 2;
  }
  const commit = commitName();
  const { holds, figure } = await tried(proof);
  const date = new Date().toISOString().slice(0, 16).replace('T', ' ');
  await keepEvidence(join(repositoryRoot, 'docs', 'evidence.md'), { name: proof.name, date, holds, figure, commit });
  console.log(JSON.stringify({ name: proof.name, holds, figure }));
  return holds ? 0 : 1;
}

async function tried(proof: Proof): Promise<Proven> {
  console.error(`${proof.name}: ${proof.about}`);
  try {
    return await proof.run((line) => console.error(line));
  } catch (error) {
    console.error((error as Error).stack);
    return { holds: false, figure: { reason: (error as Error).message } };
  }
}

// An exit at once lets every part that is running clean up behind itself.
for (const [signal, code] of [
  ['SIGINT', 130],
  ['SIGTERM', 143],
  ['SIGHUP', 129],
] as const) {
  process.once(signal, () => process.exit(code));
}
// Node 20 may turn for ever in closing the handles of hundreds of sockets when it ends by itself; nothing is left to do here.
process.exit(await main(process.argv[2]));
