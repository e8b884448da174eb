import * as sdk from '@frontrow/sdk';
import { journey } from './journey.mjs';

globalThis.journey = (input) => journey(sdk, input);
