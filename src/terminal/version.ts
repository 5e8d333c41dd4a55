declare const __OPENBELL_VERSION__: string | undefined;

/** Put in by the build from package.json; `dev` when the sources run directly. */
export const VERSION: string =
  typeof __OPENBELL_VERSION__ === 'string' ? __OPENBELL_VERSION__ : 'dev';
