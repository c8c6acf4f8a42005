import { Readable } from 'node:stream';
import { describe, expect, it } from '@jest/globals';
import type { TenantId } from '../core/types/ids.js';
import type { ScoringService } from '../scoring/scoring.service.js';
import type { RegistryRepository } from './registry.repository.js';
import { UploadService } from './upload.service.js';

describe('an upload that breaks off', () => {
  it('is told as such, as often as it happens, and takes nobody’s place', async () => {
    // It never gets as far as these.
    const uploads = new UploadService(
      undefined as unknown as RegistryRepository,
      undefined as unknown as ScoringService,
    );
    for (let i = 0; i < 6; i += 1) {
      const body = new Readable({ read: () => undefined });
      const taken = uploads.take('tests' as TenantId, 'ada', body);
      body.push(Buffer.alloc(100));
      setImmediate(() => body.destroy(new Error('aborted')));
      await expect(taken).rejects.toMatchObject({ code: 'INVALID_MESSAGE' });
    }
  });
});
