import { banditProof } from './bandit.proof.js';
import { bareCloneProof } from './bare-clone.proof.js';
import { batteryProof } from './battery.proof.js';
import { benchProof } from './bench.proof.js';
import { capsProof } from './caps.proof.js';
import { conformanceProof } from './conformance.proof.js';
import { cityProof } from './city.proof.js';
import { crashProof } from './crash.proof.js';
import { docsProof } from './docs.proof.js';
import { exportProof } from './export.proof.js';
import { faultsProof } from './faults.proof.js';
import { fiveMinutesProof } from './five-minutes.proof.js';
import { formatsProof } from './formats.proof.js';
import { fuzzProof } from './fuzz.proof.js';
import { guardrailsProof } from './guardrails.proof.js';
import { hostileProof } from './hostile.proof.js';
import { hostileModelsProof } from './hostile-models.proof.js';
import { millionProof } from './million.proof.js';
import { modelProof } from './model.proof.js';
import { previewPureProof } from './preview-pure.proof.js';
import { opeProof } from './ope.proof.js';
import { outageProof } from './outage.proof.js';
import { metricsLiveProof } from './metrics-live.proof.js';
import { noLeakProof } from './no-leak.proof.js';
import { phoneProof } from './phone.proof.js';
import type { Proof } from './proof.js';
import { producersProof } from './producers.proof.js';
import { resumeProof } from './resume.proof.js';
import { replayExactProof } from './replay-exact.proof.js';
import { replayProof } from './replay.proof.js';
import { rulesProof } from './rules.proof.js';
import { sixCommandsProof } from './six-commands.proof.js';
import { stockProof } from './stock.proof.js';
import { swapProof } from './swap.proof.js';

/** Every proof there is, in the order in which `--list` tells them. */
export const PROOFS: readonly Proof[] = [
  bareCloneProof,
  replayProof,
  capsProof,
  benchProof,
  modelProof,
  producersProof,
  opeProof,
  docsProof,
  replayExactProof,
  previewPureProof,
  outageProof,
  fuzzProof,
  metricsLiveProof,
  noLeakProof,
  conformanceProof,
  cityProof,
  phoneProof,
  fiveMinutesProof,
  resumeProof,
  batteryProof,
  formatsProof,
  faultsProof,
  hostileProof,
  hostileModelsProof,
  crashProof,
  millionProof,
  rulesProof,
  stockProof,
  swapProof,
  guardrailsProof,
  banditProof,
  exportProof,
  sixCommandsProof,
];
