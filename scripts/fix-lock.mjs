// node fix-lock.mjs [--check]   run after every npm install that rewrites package-lock.json
// 1. "gypfile": false on better-sqlite3 >= 13 entries: npm 10/11 `npm ci` otherwise runs an implicit node-gyp rebuild
//    (needs python + node headers) for a package that ships its binaries.
// 2. adds entries for platform packages that the registry in use did not serve; without them npm >= 11 `npm ci`
//    stops with EUSAGE "Missing: ... from lock file" wherever the registry does serve them.
import fs from 'node:fs';
const f = 'package-lock.json',
  src = fs.readFileSync(f, 'utf8'),
  l = JSON.parse(src),
  P = l.packages;
for (const [k, v] of Object.entries(P)) {
  const name = v.name ?? k.slice(k.lastIndexOf('node_modules/') + 13);
  if (name === 'better-sqlite3' && Number(v.version?.split('.')[0]) >= 13) v.gypfile = false;
}
const pick = (s, xs) => xs.find((x) => s.includes(x));
for (const [k, v] of Object.entries(P))
  for (const [o, ver] of Object.entries((k && v.optionalDependencies) || {})) {
    let d = k,
      found = false;
    for (;;) {
      if (P[`${d ? `${d}/` : ''}node_modules/${o}`]) {
        found = true;
        break;
      }
      if (!d) break;
      const i = d.lastIndexOf('/node_modules/');
      d = i < 0 ? '' : d.slice(0, i);
    }
    const os = pick(o, [
      'android',
      'darwin',
      'freebsd',
      'linux',
      'win32',
      'openbsd',
      'netbsd',
      'openharmony',
      'aix',
      'sunos',
    ]);
    const cpu = pick(o, ['arm64', 'x64', 'arm', 'ia32', 'ppc64', 'riscv64', 's390x', 'loong64']);
    if (found || !os || !/^\d/.test(ver)) continue;
    const libc = o.includes('musl')
      ? 'musl'
      : os === 'linux' && o.includes('gnu')
        ? 'glibc'
        : undefined;
    P[`node_modules/${o}`] = {
      version: ver,
      ...(cpu && { cpu: [cpu] }),
      ...(v.dev && { dev: true }),
      ...(libc && { libc: [libc] }),
      optional: true,
      os: [os],
    };
  }
const [root, ...rest] = Object.entries(P);
l.packages = Object.fromEntries([root, ...rest.sort(([a], [b]) => a.localeCompare(b, 'en'))]);
const out = `${JSON.stringify(l, null, 2)}\n`;
if (out === src) {
  console.log('package-lock.json ok');
} else if (process.argv.includes('--check')) {
  console.error('package-lock.json needs: node scripts/fix-lock.mjs');
  process.exit(1);
} else {
  fs.writeFileSync(f, out);
  console.log('package-lock.json fixed');
}
