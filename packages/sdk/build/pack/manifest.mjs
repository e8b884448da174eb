// `npm pack` and `pnpm pack` put package.json into the package as it is on disk. `clean`, in prepack, takes out
// what only this workspace understands: private packages, scripts, and the paths of sources. `restore`, in
// postpack, puts the file back.
import { existsSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

/** The package that is packed: npm and pnpm run its scripts in its folder. */
const folder = process.cwd();
const manifest = join(folder, 'package.json');
const kept = join(folder, '.package.json.unpacked');
/** The condition of `exports` that leads to the sources. */
const SOURCE = '@frontrow/source';

// Also before `clean`: an earlier pack may have been killed.
if (existsSync(kept)) renameSync(kept, manifest);
if (process.argv[2] === 'clean') {
  const text = readFileSync(manifest, 'utf8');
  writeFileSync(kept, text);
  writeFileSync(manifest, `${JSON.stringify(cleaned(JSON.parse(text)), null, 2)}\n`);
}

/** Dependencies are bundled too. */
function cleaned({ scripts: _, dependencies: __, devDependencies: ___, ...published }) {
  const exported = Object.entries(published.exports).map(([path, target]) => {
    if (typeof target === 'string') return [path, target];
    return [path, Object.fromEntries(Object.entries(target).filter(([name]) => name !== SOURCE))];
  });
  return { ...published, exports: Object.fromEntries(exported) };
}
