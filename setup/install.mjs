/**
 * Installs packages, before a script of package.json that needs them:
 * - `node setup/install.mjs`: all packages of the workspace
 * - `node setup/install.mjs product`: those that the product needs to run, a third of them; unless the
 *   others are installed already, which then stay
 * - `node setup/install.mjs consumer-tools`: those of e2e/consumers/tools
 * When everything is installed it takes 0.1 s and prints nothing. It runs on Node 20, and on any machine.
 */
import { spawnSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

const [what] = process.argv.slice(2);
const folder = what === 'consumer-tools' ? '../e2e/consumers/tools/' : '../';
const cwd = fileURLToPath(new URL(folder, import.meta.url));
const record = `${cwd}node_modules/.modules.yaml`;
const isFirst = !existsSync(record);

const [command, ...args] = [
  ...packageManager(process.env.npm_execpath ?? ''),
  'install',
  ...(what === 'product' && !hasDevelopmentPackages() ? ['--prod'] : []),
];
// The first time takes a while, and shows its progress.
const { status, error, stdout } = spawnSync(command, args, {
  cwd,
  stdio: ['ignore', isFirst ? 'inherit' : 'pipe', 'inherit'],
  shell: process.platform === 'win32',
});
if (stdout && (status !== 0 || /^Packages: /m.test(stdout))) process.stdout.write(stdout);
if (error) process.stderr.write(`The packages could not be installed: ${error.message}\n`);
if (status !== 0) process.exit(status ?? 1);

if (what !== 'consumer-tools' && !hasNode24()) {
  process.stderr.write(
    `Frontrow runs on Node 24. The npm registry has none for ${process.platform} ${process.arch}: install it first.\n`,
  );
  process.exit(1);
}

function hasDevelopmentPackages() {
  return !isFirst && /"?devDependencies"?: true/.test(readFileSync(record, 'utf8'));
}

/** Whether `node` in a script is Node 24: the one that came with the packages, or else this one. */
function hasNode24() {
  const name = process.platform === 'win32' ? 'node.cmd' : 'node';
  return (
    existsSync(`${cwd}node_modules/.bin/${name}`) ||
    Number.parseInt(process.versions.node, 10) >= 24
  );
}

/** The pnpm that runs the script, which is a program or a JavaScript file; else npx finds one. */
function packageManager(path) {
  if (!/pnpm[^/\\]*$/.test(path)) return ['npx', '-y', 'pnpm@12'];
  return /\.[cm]?js$/.test(path) ? [process.execPath, path] : [path];
}
