import { fileURLToPath } from 'node:url';
import { transformAsync } from '@babel/core';
import { lingui } from '@lingui/vite-plugin';
import react from '@vitejs/plugin-react';
import type { Plugin } from 'vite';
import { defineConfig } from 'vitest/config';
import { precompress } from './precompress';

// `npm run dev` serves the client and hands everything that is the backend's to a running gateway.
const gateway = process.env['CLOCKIT_GATEWAY'] ?? 'http://localhost:8080';

// The gateway takes cookies from its own origin only, so the proxy speaks as that origin.
const backend = { target: gateway, changeOrigin: true, headers: { origin: gateway } };

/** Turns the macros around texts into look-ups in the catalogue. Types and JSX stay for who comes after. */
function texts(): Plugin {
  return {
    name: 'texts',
    enforce: 'pre',
    async transform(code, id) {
      const [path = ''] = id.split('?');
      if (!/\.tsx?$/.test(path) || !code.includes('/macro')) {
        return null;
      }

      const result = await transformAsync(code, {
        filename: path,
        babelrc: false,
        configFile: false,
        sourceMaps: true,
        parserOpts: { plugins: path.endsWith('x') ? ['typescript', 'jsx'] : ['typescript'] },
        // The English text stays in the code: what a catalogue lacks is still read as words.
        plugins: [['@lingui/babel-plugin-lingui-macro', { stripMessageField: false }]],
      });
      return result?.code == null ? null : { code: result.code, map: result.map };
    },
  };
}

export default defineConfig({
  plugins: [texts(), react(), lingui(), precompress()],
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
    setupFiles: ['src/testing/pageRequest.ts', 'src/testing/language.ts'],
    restoreMocks: true,
    // Time is faked where it matters; this only bounds a hang, on however busy a machine.
    testTimeout: 60_000,
  },
});
