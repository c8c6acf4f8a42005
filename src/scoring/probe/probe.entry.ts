import { probeModel } from './probe-model.js';
import type { ProbeTask } from './probe-report.js';

// Who asked is gone: nobody waits for the answer.
process.once('disconnect', () => process.exit(1));
process.once('message', (task: ProbeTask) => {
  probeModel(task).then(
    (report) => process.send!(report, () => process.exit(0)),
    () => process.exit(1),
  );
});
process.send!('ready');
