const sdk = require('@frontrow/sdk');

void import('./journey.mjs')
  .then(({ journey }) => journey(sdk, JSON.parse(process.argv[2])))
  .then((outcome) => process.stdout.write(JSON.stringify(outcome)));
