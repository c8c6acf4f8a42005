// A child of `startProcesses` that does nothing but live.
process.send({ type: 'listening', port: 1 });
setInterval(() => undefined, 60_000);
