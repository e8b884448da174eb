import type { UseConcert, UseConcerts } from '@frontrow/sdk/react';

export type ConcertDetails = NonNullable<UseConcert['concert']>;
export type ConcertInList = UseConcerts['concerts'][number];
