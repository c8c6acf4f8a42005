import { existsSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout } from 'node:timers/promises';
import { DEMO_ACCESS_FILE } from '../../src/commands/demo-access.js';
import type { ModelVersionAnswer } from '../../src/contract/models.js';
import type { ModelRelease } from '../../src/contract/releases.js';
import { EngineCalls } from '../../src/commands/engine-calls.js';
import { plainEnvironment } from './plain-environment.js';
import type { Proof, Proven, Say } from './proof.js';
import { readmeLines } from './readme-script.js';
import { repositoryRoot } from './repository.js';
import { runCommand, summaryOf } from './run-command.js';
import { ShellSession } from './shell-session.js';
import { startDemo } from './started-demo.js';
import { withTempFolder } from './temp-folder.js';

const PAGE = join('docs', 'data-scientists.md');
const SECTION = '## From the log to champion and back in six commands';
const COMMANDS = 6;
/** As the page says. */
const LOG_MS = 3 * 60_000;
const FEWEST_ROWS = 200;
const FEWEST_SHADOWED = 200;
/** As the guardrails have it: on a busy machine a run now and then comes late. */
const MOST_FAULTS = 0.01;
/** The first command may have to make a Python environment. */
const COMMAND_MS = 10 * 60_000;
const INSTALL_MS = 15 * 60_000;
const DECISION_MS = 60_000;
const ASK_EVERY_MS = 1_000;
const SHIPPED = '1';

type Figure = Record<string, unknown>;
type Row = Readonly<{ decisionId: string; at: string; modelVersion: string }>;

export const sixCommandsProof: Proof = {
  name: 'six-commands',
  about: 'six commands of the docs, word for word, take a model learnt from a running demo to champion and back',
  run: (say) =>
    withTempFolder(async (folder) => {
      const clone = join(folder, 'proxima');
      await runCommand('git', ['clone', '--quiet', '--no-hardlinks', repositoryRoot, clone], {
        timeoutMs: 60_000,
        say,
      });
      const [demo, enter, ...commands] = await readCommands(join(clone, PAGE));
      if (demo === undefined || enter === undefined || commands.length !== COMMANDS)
        throw new Error(`${PAGE} has ${commands.length} commands after the demo and its token, not ${COMMANDS}`);
      return runPage(clone, demo, enter, commands, say);
    }),
};

async function readCommands(file: string): Promise<string[]> {
  const page = await readFile(file, 'utf8');
  const [, after] = page.split(`${SECTION}\n`);
  if (after === undefined) throw new Error(`${PAGE} has no section "${SECTION}"`);
  return readmeLines(after.split('\n## ')[0]!).lines.map(({ command }) => command);
}

async function runPage(
  clone: string,
  demoCommand: string,
  enter: string,
  commands: readonly string[],
  say: Say,
): Promise<Proven> {
  const env = plainEnvironment();
  say(`$ ${demoCommand}`);
  const demo = await startDemo(demoCommand, clone, env, INSTALL_MS, say);
  const shell = new ShellSession(clone, env, say);
  try {
    await setTimeout(LOG_MS);
    await enterLine(shell, enter, say);
    const figure = await runCommands(shell, commands, new EngineCalls(demo.url, demo.token), clone, say);
    const endedByItself = await demo.stop();
    const tokenIsGone = !existsSync(join(clone, DEMO_ACCESS_FILE));
    return { holds: endedByItself && tokenIsGone, figure: { ...figure, endedByItself, tokenIsGone } };
  } finally {
    shell.end();
    await demo.stop();
  }
}

/** Each command, and what the engine says after it. @throws Error that says what is not as promised. */
async function runCommands(
  shell: ShellSession,
  commands: readonly string[],
  engine: EngineCalls,
  clone: string,
  say: Say,
): Promise<Figure> {
  const seconds: number[] = [];
  const next = async (): Promise<Figure> => {
    const begun = performance.now();
    const told = await enterLine(shell, commands[seconds.length]!, say);
    seconds.push(Math.round((performance.now() - begun) / 100) / 10);
    return told;
  };
  const pulled = await next();
  const logged = await rowsOf(engine);
  check(Number(pulled.rows) >= FEWEST_ROWS && logged.length >= Number(pulled.rows), 'the log has rows', pulled);

  const { auc, ece, accepted, maxDiff } = await next();
  const files = ['model.onnx', 'manifest.json', 'parity.json', 'card.md'];
  check(
    files.every((file) => existsSync(join(clone, '.proxima', 'my-model', file))),
    'the folder is whole',
    files,
  );

  const pushed = await next();
  const version = String(pushed.version);
  const stored = await engine.ask<ModelVersionAnswer>('GET', `v1/models/propensity/versions/${version}`);
  const parity = stored.checks.find(({ name }) => name === 'parity');
  check(parity?.verdict === 'passed' && stored.aliases.length === 0, 'the version is kept and decides nothing', stored);

  const shadow = await next();
  const report = (await releaseOf(engine)).shadows.find((one) => one.version === version)?.report;
  check(report !== undefined && report.decisions >= FEWEST_SHADOWED, 'the shadow looked on', report);
  check(report!.faults <= MOST_FAULTS * report!.decisions, 'the shadow answers in time', report);

  await next();
  check((await releaseOf(engine)).champion === version, 'it is the champion');
  const byNew = await decisionBy(engine, stored.fullVersion, '');

  const { previous } = await next();
  check((await releaseOf(engine)).champion === SHIPPED, 'the champion before it is back', previous);
  const byShipped = await decisionBy(engine, `propensity/${SHIPPED}@`, byNew.at);
  return {
    commands: commands.length,
    seconds,
    rows: pulled.rows,
    accepted,
    auc,
    ece,
    maxDiff,
    version: stored.fullVersion,
    shadow,
    decidedBy: [byNew, byShipped],
  };
}

async function enterLine(shell: ShellSession, command: string, say: Say): Promise<Figure> {
  say(`$ ${command}`);
  const result = await shell.enter(command, COMMAND_MS);
  if (result.code !== 0) throw new Error(`"${command}" ended with ${result.code}: ${result.lastLine}`);
  // A line that only sets something says nothing.
  return result.lastLine === '' ? {} : summaryOf(result);
}

function releaseOf(engine: EngineCalls): Promise<ModelRelease> {
  return engine.ask('GET', 'v1/models/propensity/aliases');
}

async function rowsOf(engine: EngineCalls): Promise<Row[]> {
  const reply = await engine.send('GET', 'v1/exports/decisions?format=ndjson&pending=true');
  const lines = (await reply.text()).split('\n').filter(Boolean);
  return lines.map((line) => JSON.parse(line) as Row);
}

/** The latest offer that a version decided after this moment, and what the decision itself says of it. */
async function decisionBy(engine: EngineCalls, fullVersion: string, after: string): Promise<Row> {
  for (const until = Date.now() + DECISION_MS; Date.now() < until; await setTimeout(ASK_EVERY_MS)) {
    const found = (await rowsOf(engine))
      .filter(({ modelVersion, at }) => modelVersion.startsWith(fullVersion) && at > after)
      .sort((a, b) => (a.at < b.at ? -1 : 1))
      .at(-1);
    if (!found) continue;
    const { decisionId, at, modelVersion } = found;
    const { versions } = await engine.ask<{ versions: { model: string } }>('GET', `v1/decisions/${decisionId}`);
    check(versions.model === modelVersion, 'the decision names the version', versions);
    return { decisionId, at, modelVersion };
  }
  throw new Error(`No decision by ${fullVersion} within ${DECISION_MS / 1000} s`);
}

function check(holds: boolean, what: string, found?: unknown): void {
  if (!holds) throw new Error(`Not so: ${what}; found ${JSON.stringify(found)}`);
}
