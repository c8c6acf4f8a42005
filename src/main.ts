import { createApp } from './create-app.js';
import { readSettings } from './platform/config/settings.js';
import { createLog } from './platform/log.js';

/** Faults that the operator can mend are told in their own words, without a stack. */
const TOLD_PLAINLY = new Set([
  'SettingsError',
  'EmbeddedRedisError',
  'ModelFault',
  'CatalogFault',
  'UnknownColumnError',
]);

try {
  const settings = readSettings(process.env);
  const log = createLog(settings.LOG_LEVEL);
  const app = await createApp(settings, log);
  await app.listen(settings.PORT, settings.HOST);
  const { port } = app.getHttpServer().address() as { port: number };
  log.info({ port, host: settings.HOST }, 'listening');
  process.send?.({ type: 'listening', port });

  let stopping: Promise<void> | undefined;
  for (const signal of ['SIGINT', 'SIGTERM'] as const) {
    process.on(signal, () => {
      stopping ??= app.close().then(
        () => process.exit(0),
        () => process.exit(1),
      );
    });
  }
  // The parent of a command that was killed can stop nothing any more.
  process.on('disconnect', () => process.kill(process.pid, 'SIGTERM'));
} catch (error) {
  const { constructor, syscall } = error as NodeJS.ErrnoException;
  // What the operating system refuses (a port in use, a folder that cannot be written) needs no stack either.
  const plain = TOLD_PLAINLY.has(constructor.name) || syscall !== undefined;
  console.error(plain ? (error as Error).message : error);
  process.exit(1);
}
