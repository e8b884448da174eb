/** A request for money from outside; `reference` makes repeats of both calls harmless. */
export interface ProviderRequest {
  reference: string;
  userId: string;
  /** Minor units. */
  amount: number;
  currency: string;
}

/** The port to a payment provider. Both calls are idempotent by `reference`. */
export interface PaymentProvider {
  /** Reserves the money at the provider; false when the provider declines. */
  authorise(request: ProviderRequest): Promise<boolean>;
  /** Takes what was authorised. Rejects when it could not be reached; the call may be repeated. */
  confirm(request: ProviderRequest): Promise<void>;
}

/** The sandbox declines exactly this amount, so that a declined card can be tried. */
export const SANDBOX_DECLINED_AMOUNT = 4_020_402;

/** A provider that takes no money: every amount is approved but one. */
export const sandboxProvider: PaymentProvider = {
  async authorise({ amount }) {
    return amount !== SANDBOX_DECLINED_AMOUNT;
  },
  async confirm() {},
};
