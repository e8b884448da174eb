import * as sdk from '@frontrow/sdk';
import { journey } from './journey.mjs';

process.stdout.write(JSON.stringify(await journey(sdk, JSON.parse(process.argv[2]))));
