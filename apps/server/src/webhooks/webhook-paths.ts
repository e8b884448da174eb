import { PAYMENT_PROVIDERS } from '@frontrow/settings/money';

/** Where a payment provider sends its messages. */
export const webhookPathOf = (provider: string): string => `/webhooks/${provider}`;

/** What the messages of a payment provider are called in the log and in the metrics, like a procedure. */
export const webhookNameOf = (provider: string): string => `webhooks.${provider}`;

export const WEBHOOK_PATHS: readonly string[] = PAYMENT_PROVIDERS.map(webhookPathOf);
export const WEBHOOK_NAMES: readonly string[] = PAYMENT_PROVIDERS.map(webhookNameOf);
