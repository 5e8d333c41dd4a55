// How our programs are bundled for Node: what ships and what the campaign breaks must be made alike.
export const NODE_BUNDLE = {
  bundle: true,
  // Chunks of a family of their own are few: to find and open a file costs more than to read it.
  splitting: true,
  // Puts constants where their names stand; everything keeps its name and its line.
  minifySyntax: true,
  format: 'esm',
  platform: 'node',
  target: 'node20',
  sourcemap: 'linked',
  sourcesContent: false,
  // Native, or found by name at run time, or with a worker file of its own.
  external: ['better-sqlite3', 'better-sqlite3-napi', 'piscina'],
  logLevel: 'warning',
};

/** CommonJS packages inside of a bundle ask for `require`. */
export const REQUIRE = [
  "import { createRequire as __createRequire } from 'node:module';",
  'const require = __createRequire(import.meta.url);',
].join('\n');
