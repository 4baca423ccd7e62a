import { readdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { brotliCompress, constants, gzip } from 'node:zlib';
import type { Plugin, ResolvedConfig } from 'vite';

const compressible = /\.(js|css|svg|json|html|txt|map|webmanifest)$/;
/** Below this a header costs more than compression saves. */
const least = 1024;

/** Writes `name.br` and `name.gz` beside each file of the build, for the gateway to send instead. */
export function precompress(): Plugin {
  let config: ResolvedConfig;
  return {
    name: 'precompress',
    apply: 'build',
    configResolved: (resolved) => {
      config = resolved;
    },
    closeBundle: async () => {
      const folder = config.build.outDir;
      const names = await readdir(folder, { recursive: true });
      // The page itself is filled in for each address and compressed then.
      const files = names.filter((name) => compressible.test(name) && name !== 'index.html');
      await Promise.all(files.map((name) => compress(join(folder, name))));
    },
  };
}

async function compress(file: string): Promise<void> {
  const content = await readFile(file);
  if (content.length < least) {
    return;
  }

  const params = {
    [constants.BROTLI_PARAM_QUALITY]: constants.BROTLI_MAX_QUALITY,
    [constants.BROTLI_PARAM_SIZE_HINT]: content.length,
  };
  await writeFile(`${file}.br`, await promisify(brotliCompress)(content, { params }));
  await writeFile(`${file}.gz`, await promisify(gzip)(content, { level: 9 }));
}
