import { rmSync } from 'node:fs';
import { cpus, loadavg, tmpdir } from 'node:os';
import { join } from 'node:path';
import { env, exit, stdout } from 'node:process';
import { parseArgs } from 'node:util';
import { launchChromium } from '../testing/browser/chromium.ts';
import { installTools } from '../testing/consumers/tools/install-tools.ts';
import { FORM_FACTORS, loadLighthouse, slowdownFor } from './measure.ts';
import { preparePages } from './pages.ts';
import { freePort, startProduct } from './product.ts';
import { LEAST_SCORE, lineOf, medianOf, reportOf } from './report.ts';
import { openAs } from './visitor.ts';

/**
 * Prints Lighthouse's figures of the pages, and exits with 1 when a median is below 95:
 * `node e2e/lighthouse/main.ts [--url <storefront>] [--runs 3] [--slowdown 4] [--form mobile]
 * [home|waiting|theatre|arena…]`.
 * Without an address it starts a product of its own; without a slowdown it takes the one for this machine.
 */
const { values, positionals: wanted } = parseArgs({
  options: {
    url: { type: 'string' },
    runs: { type: 'string', default: '3' },
    slowdown: { type: 'string' },
    form: { type: 'string' },
  },
  allowPositionals: true,
});
const runs = Number(values.runs);
/** Of how many loads the speed of the machine is the median: others may use it. */
const INDICES = 5;

const print = (line: string) => void stdout.write(`${line}\n`);
const loadAverage = () =>
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
    // The first load is not counted: it fills the caches of browser and server, and tells how fast the machine is.
    const { environment } = await measure({ url: product.url, form: 'mobile', slowdown: 1 });
    const indices = [environment.benchmarkIndex];
    print(`Load average ${loadAverage()} on ${cpus().length} cores. Medians of ${runs} runs.`);
    for (const page of await preparePages(product.url)) {
      if (wanted.length > 0 && !wanted.includes(page.name)) continue;
      const url = new URL(page.path, product.url).href;
      for (const form of FORM_FACTORS) {
        if (values.form && values.form !== form) continue;
        const results = [];
        const slowdowns = [];
        for (let run = 0; run < runs; run++) {
          const slowdown = Number(
            values.slowdown ?? slowdownFor(form, medianOf(indices.slice(-INDICES))),
          );
          await openAs(port, { url: product.url, user: await page.visitor() });
          const result = await measure({ url, form, slowdown });
          results.push(result);
          indices.push(result.environment.benchmarkIndex);
          slowdowns.push(slowdown);
        }
        const report = reportOf(results);
        isBelow ||= report.isBelow;
        const slowdown = medianOf(slowdowns).toFixed(1);
        print(`\n${page.name}, ${form}, slowdown ${slowdown}: ${lineOf(report)}`);
        for (const line of report.causes) print(`  ${line}`);
      }
    }
    print(
      `\nLoad average ${loadAverage()}. ${isBelow ? 'Some are' : 'None is'} below ${LEAST_SCORE}.`,
    );
  } finally {
    await browser.close();
  }
} finally {
  await product.stop();
  rmSync(folder, { recursive: true, force: true });
}
exit(isBelow ? 1 : 0);
