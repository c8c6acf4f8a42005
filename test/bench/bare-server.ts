// The bare path: what a report must cost at least with these packages. Socket event, H3 cell, one Redis read, matrix,
// ONNX run, push. No validation, no consent, no policy, no record. The bench measures the engine against this.
import { readFileSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { latLngToCell } from 'h3-js';
import { Redis } from 'ioredis';
import { InferenceSession, Tensor } from 'onnxruntime-node';
import { Server } from 'socket.io';
import { OFFERS_PER_SPOT, SPOTS } from './walk.js';

export interface BareReady {
  type: 'listening';
  port: number;
  columns: number;
  /** Median of one run over 64 rows, alone in the process. */
  runUs: number;
}

const ROWS = OFFERS_PER_SPOT;
const modelDir = process.env.BENCH_MODEL_DIR!;
const redis = new Redis(process.env.REDIS_URL!, { enableAutoPipelining: true });
const { columns } = JSON.parse(readFileSync(join(modelDir, 'manifest.json'), 'utf8')) as { columns: unknown[] };
const session = await InferenceSession.create(join(modelDir, 'model.onnx'), {
  intraOpNumThreads: 1,
  interOpNumThreads: 1,
  executionMode: 'sequential',
  extra: { session: { intra_op: { allow_spinning: '0' } } },
});
const inputName = session.inputNames[0]!;
const outputName = session.outputNames[0]!;

/** What is known of the offers, by spot: one row of numbers an offer, and the words to be shown. */
const offerRows = Array.from({ length: SPOTS }, (_, spot) => fillRows(spot));
const words = Array.from({ length: ROWS }, (_, row) => ({
  format: 'short',
  locale: 'de',
  addressForm: 'du',
  title: `Angebot ${row} um die Ecke`,
  body: 'Heute gibt es hier etwas, das zu dir passt. Zeig den Code an der Kasse, solange der Tag reicht.',
}));
const fixedColumns = columns.length >> 1;

function fillRows(spot: number): Float32Array {
  return Float32Array.from({ length: ROWS * columns.length }, (_, index) => ((index * 31 + spot) % 97) / 97);
}

// A run starts behind setImmediate, so two reports can be under way at once: each needs a matrix of its own.
const freeMatrices: Float32Array[] = [];

async function score(profile: Float32Array, rows: Float32Array): Promise<number> {
  const matrix = freeMatrices.pop() ?? new Float32Array(ROWS * columns.length);
  matrix.set(rows);
  for (let row = 0; row < ROWS; row++) {
    const start = row * columns.length;
    for (let column = 0; column < fixedColumns; column++) matrix[start + column] = profile[column]!;
  }
  const results = await session.run({ [inputName]: new Tensor('float32', matrix, [ROWS, columns.length]) });
  freeMatrices.push(matrix);
  const probabilities = results[outputName]!.data as Float32Array;
  let best = 0;
  for (let row = 1; row < ROWS; row++) if (probabilities[row]! > probabilities[best]!) best = row;
  return best;
}

async function decide(customer: string, fix: { lat: number; lng: number; at: number }) {
  const cell = latLngToCell(fix.lat, fix.lng, 9);
  const blob = await redis.getBuffer(`bench:{${customer}}:profile`);
  if (!blob) throw new Error(`no profile of ${customer}`);
  // Redis answers lie at any offset of a shared buffer; floats must be aligned.
  const profile = new Float32Array(new Uint8Array(blob).buffer);
  const spot = profile[0]!;
  const best = await score(profile, offerRows[spot]!);
  return {
    seq: fix.at,
    deliveryId: `${fix.at}:card`,
    decisionId: `${fix.at}`,
    offerId: `spot-${spot}-offer-${best}`,
    placement: 'card',
    treatment: { id: `treatment-${best}`, ...words[best] },
    attentionSeconds: 5,
    expiresAt: new Date(fix.at + 86_400_000).toISOString(),
    validWithin: { lat: fix.lat, lng: fix.lng, radiusMetres: 400 },
    reason: `In deiner Nähe (${cell}).`,
  };
}

async function medianRunUs(): Promise<number> {
  const profile = new Float32Array(256);
  const timesUs: number[] = [];
  for (let run = 0; run < 400; run++) {
    const startMs = performance.now();
    await score(profile, offerRows[0]!);
    timesUs.push((performance.now() - startMs) * 1000);
  }
  return timesUs.sort((a, b) => a - b)[200]!;
}

const http = createServer();
const io = new Server(http, { transports: ['websocket'], perMessageDeflate: false, serveClient: false });
io.of('/v1/device').on('connection', (socket) => {
  const customer = String(socket.handshake.auth.customer);
  socket.on('position:report', (fix: { lat: number; lng: number; at: number }) => {
    decide(customer, fix).then(
      (push) => socket.emit('offer:push', push),
      (fault) => console.error(`bare path: ${String(fault)}`),
    );
  });
});

const runUs = await medianRunUs();
http.listen(0, '127.0.0.1', () => {
  const { port } = http.address() as AddressInfo;
  process.send!({ type: 'listening', port, columns: columns.length, runUs } satisfies BareReady);
});
process.once('disconnect', () => process.exit(0));
