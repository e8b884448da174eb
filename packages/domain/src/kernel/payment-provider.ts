/** One charge at the payment provider. */
export interface ProviderRequest {
  /** Our id of the charge. A repeat with the same reference has no further effect. */
  reference: string;
  userId: string;
  /** Minor units. */
  amount: number;
  currency: string;
}

/** The interface to a payment provider. Both calls are idempotent by `reference`. */
export interface PaymentProvider {
  /** Reserves the money at the provider. False: the provider declined. */
  authorise(request: ProviderRequest): Promise<boolean>;
  /** Takes the authorised money. Rejects when the provider cannot be reached; it may be called again. */
  confirm(request: ProviderRequest): Promise<void>;
}

/** The only amount that the sandbox declines, so that a declined card can be tried. */
export const SANDBOX_DECLINED_AMOUNT = 4_020_402;

/** A provider for development that moves no money and approves every other amount. */
export const sandboxProvider: PaymentProvider = {
  async authorise({ amount }) {
    return amount !== SANDBOX_DECLINED_AMOUNT;
  },
  async confirm() {},
};
