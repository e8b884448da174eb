import { queryOptions } from '@tanstack/react-query';
import { client } from '../client/client.ts';

/** A chart by its id. It never changes. */
export const chartQuery = (chartId: string) =>
  queryOptions({
    queryKey: ['admin chart', chartId],
    queryFn: () => client.admin.getChart.query({ chartId }),
    staleTime: Number.POSITIVE_INFINITY,
  });
