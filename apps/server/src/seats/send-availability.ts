import type { AvailabilityView } from '@frontrow/contract/chart';
import { takesGzip } from '../http/gzip.ts';
import { type SendResult, setAnswerHeaders } from '../trpc/answer-call.ts';
import type { AvailabilityBodies } from './availability-bodies.ts';

/** Sends the result of `concert.availability`. */
export const sendAvailability =
  (bodies: AvailabilityBodies): SendResult =>
  async ({ req, res }, data) => {
    setAnswerHeaders(res);
    const { encoding, body } = await bodies.bodyOf(data as AvailabilityView, takesGzip(req));
    if (encoding) {
      res.setHeader('content-encoding', encoding);
      res.setHeader('vary', 'accept-encoding');
    }
    res.end(body);
  };
