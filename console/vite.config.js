import preact from '@preact/preset-vite';
import { fileURLToPath } from 'node:url';
import { defineConfig } from 'vite';

const here = (path) => fileURLToPath(new URL(path, import.meta.url));

/** The pages as the engine serves them: each at its own path, everything else flat under /assets. */
export default defineConfig({
  root: here('.'),
  plugins: [preact()],
  // The SDK as it stands in this checkout: the pages need no built copy of it.
  resolve: { alias: { '@proxima/sdk': here('../sdk/src/index.ts') } },
  worker: { format: 'es' },
  build: {
    outDir: here('../dist/console'),
    emptyOutDir: true,
    // The strict policy of the pages allows no script and no font in a data URL.
    assetsInlineLimit: 0,
    modulePreload: { polyfill: false },
    chunkSizeWarningLimit: 1200,
    rolldownOptions: { input: { phone: here('phone.html'), city: here('city.html') } },
  },
});
