import { isDatabaseUnavailable } from '@frontrow/domain/kernel/database/unavailable';
import { DomainError } from '@frontrow/domain/kernel/errors';

/** Whether an error says that the database was too busy, which is no fault of the product. */
export const isBusy = (error: unknown): boolean =>
  isDatabaseUnavailable(error) ||
  (error instanceof DomainError && error.code === 'SERVICE_UNAVAILABLE');
