import { fileURLToPath } from 'node:url';
import react from '@vitejs/plugin-react';
import { defineConfig } from 'vitest/config';

// `npm run dev` serves the client and hands everything that is the backend's to a running gateway.
const gateway = process.env['CLOCKIT_GATEWAY'] ?? 'http://localhost:8080';

// The gateway takes cookies from its own origin only, so the proxy speaks as that origin.
const backend = { target: gateway, changeOrigin: true, headers: { origin: gateway } };

export default defineConfig({
  plugins: [react()],
  resolve: {
    alias: { '@': fileURLToPath(new URL('./src', import.meta.url)) },
  },
  build: {
    // The gateway's content security policy allows files of our own origin and no data: URLs.
    assetsInlineLimit: 0,
    target: 'es2023',
  },
  server: {
    proxy: {
      '/api': backend,
      '/hubs': { ...backend, ws: true },
      '/.well-known': backend,
    },
  },
  test: {
    environment: 'node',
    include: ['src/**/*.test.{ts,tsx}'],
    setupFiles: ['src/testing/pageRequest.ts'],
    restoreMocks: true,
    // Time is faked where it matters; this only bounds a hang, on however busy a machine.
    testTimeout: 60_000,
  },
});
