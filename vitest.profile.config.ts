import base from './vitest.config.ts';
export default { ...base, test: { ...base.test, reporters: ['json', './testing/suite-report.ts'], outputFile: { json: '/tmp/prof/int.json' } } };
