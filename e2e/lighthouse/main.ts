import { rmSync } from 'node:fs';
import { cpus, loadavg, tmpdir } from 'node:os';
import { join } from 'node:path';
import { env, exit, stdout } from 'node:process';
import { parseArgs } from 'node:util';
import { launchChromium } from '../testing/browser/chromium.ts';
import { installTools } from '../testing/consumers/tools/install-tools.ts';
import { FORM_FACTORS, loadLighthouse } from './measure.ts';
import { preparePages } from './pages.ts';
import { freePort, startProduct } from './product.ts';
import { LEAST_SCORE, lineOf, reportOf } from './report.ts';
import { openAs } from './visitor.ts';

/**
 * Prints Lighthouse's figures of the pages: `node e2e/lighthouse/main.ts [--url <storefront>] [--runs 3] [page…]`.
 * Without an address it starts a product of its own. Exits with 1 when a median is below 95.
 */
const { values, positionals: wanted } = parseArgs({
  options: { url: { type: 'string' }, runs: { type: 'string', default: '3' } },
  allowPositionals: true,
});
const runs = Number(values.runs);
const print = (line: string) => void stdout.write(`${line}\n`);
const load = () =>
  loadavg()
    .map((one) => one.toFixed(1))
    .join(' ');

const absence = await installTools(env.npm_execpath);
if (absence !== null) throw new Error(`the tools of e2e/consumers/tools: ${absence}`);
const folder = join(tmpdir(), `frontrow-lighthouse-${process.pid}`);
const product = values.url
  ? { url: values.url, stop: async () => {} }
  : await startProduct(join(folder, 'data'));
let isBelow = false;
try {
  const port = await freePort();
  const browser = await launchChromium(folder, [`--remote-debugging-port=${port}`]);
  try {
    const measure = await loadLighthouse(port);
    print(`Load average ${load()} on ${cpus().length} cores. Medians of ${runs} runs.`);
    for (const page of await preparePages(product.url)) {
      if (wanted.length > 0 && !wanted.includes(page.name)) continue;
      for (const form of FORM_FACTORS) {
        const results = [];
        for (let run = 0; run < runs; run++) {
          await openAs(port, { url: product.url, user: await page.visitor() });
          results.push(await measure(new URL(page.path, product.url).href, form));
        }
        const report = reportOf(results);
        isBelow ||= report.isBelow;
        print(`\n${page.name}, ${form}: ${lineOf(report)}`);
        for (const line of report.causes) print(`  ${line}`);
      }
    }
    print(`\nLoad average ${load()}. ${isBelow ? 'Some are' : 'None is'} below ${LEAST_SCORE}.`);
  } finally {
    await browser.close();
  }
} finally {
  await product.stop();
  rmSync(folder, { recursive: true, force: true });
}
exit(isBelow ? 1 : 0);
