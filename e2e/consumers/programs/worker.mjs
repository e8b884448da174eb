import * as sdk from '@frontrow/sdk';
import { journey } from './journey.mjs';

export default {
  async fetch(request) {
    return Response.json(await journey(sdk, await request.json()));
  },
};
