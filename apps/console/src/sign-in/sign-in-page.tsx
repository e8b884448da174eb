import { createPageClient } from '@frontrow/pages/browser/client.ts';
import { isFrontrowError } from '@frontrow/sdk';
import { Trans, useLingui } from '@lingui/react/macro';
import { useMutation } from '@tanstack/react-query';
import { useNavigate, useSearch } from '@tanstack/react-router';
import { type FormEvent, useState } from 'react';
import { client } from '../client/client.ts';
import { Action } from '../shell/action.tsx';
import { ErrorNote } from '../shell/error-note.tsx';
import { SelectField, TextField } from '../shell/fields.tsx';
import { Page, PageHeading } from '../shell/page.tsx';
import { CONSOLE_ROLES, type ConsoleRole, signIn } from './sign-in.ts';

/** A user who signed in and may not use the console. */
class NotForConsole extends Error {}

/** Who the bearer of a token is. @throws NotForConsole */
async function enter(accessToken: string): Promise<void> {
  const { id, name, role } = await createPageClient(() => accessToken).session.me.query();
  const allowed = CONSOLE_ROLES.find((one) => one === role);
  if (!allowed) throw new NotForConsole();
  signIn.set({ accessToken, user: { id, name, role: allowed } });
}

/** By an access token of the issuer, or by name where that is offered: in development. */
export function SignInPage() {
  const { t } = useLingui();
  const navigate = useNavigate();
  const { next } = useSearch({ from: '/sign-in' });
  const onSuccess = () => navigate({ href: next, replace: true });
  const byToken = useMutation({ mutationFn: (token: string) => enter(token.trim()), onSuccess });
  const byName = useMutation({
    mutationFn: async (who: { name: string; role: ConsoleRole }) =>
      enter((await client.session.devSignIn.mutate(who)).accessToken),
    onSuccess,
  });
  return (
    <Page title={t`Sign in`} width="text">
      <PageHeading>
        <Trans>Sign in</Trans>
      </PageHeading>
      <p className="mt-2 text-ink-2">
        <Trans>
          For operators and doors. Everything that you do is in the log, with your name.
        </Trans>
      </p>
      <TokenForm isPending={byToken.isPending} onToken={byToken.mutate} />
      <Refused error={byToken.error} />
      <details className="mt-8">
        <summary className="min-h-11 cursor-pointer content-center font-semibold">
          <Trans>By name, on a trial</Trans>
        </summary>
        <NameForm isPending={byName.isPending} onName={byName.mutate} />
        <Refused error={byName.error} />
      </details>
    </Page>
  );
}

function TokenForm({
  isPending,
  onToken,
}: {
  isPending: boolean;
  onToken: (token: string) => void;
}) {
  const { t } = useLingui();
  const [token, setToken] = useState('');
  const submit = (event: FormEvent) => {
    event.preventDefault();
    if (token.trim() && !isPending) onToken(token);
  };
  return (
    <form onSubmit={submit} className="mt-6 grid gap-4">
      <TextField
        label={t`Access token`}
        hint={t`A JWT of your issuer with the role operator or door`}
        type="password"
        autoComplete="off"
        value={token}
        onChange={setToken}
        required
      />
      <Action type="submit" isPending={isPending}>
        <Trans>Sign in</Trans>
      </Action>
    </form>
  );
}

function NameForm({
  isPending,
  onName,
}: {
  isPending: boolean;
  onName: (who: { name: string; role: ConsoleRole }) => void;
}) {
  const { t } = useLingui();
  const [name, setName] = useState('');
  const [role, setRole] = useState<ConsoleRole>('operator');
  const submit = (event: FormEvent) => {
    event.preventDefault();
    if (name.trim() && !isPending) onName({ name: name.trim(), role });
  };
  const roles = { operator: t`Operator`, door: t`Door` };
  return (
    <form onSubmit={submit} className="mt-2 grid gap-4">
      <TextField label={t`Name`} value={name} onChange={setName} maxLength={200} required />
      <SelectField
        label={t`Role`}
        value={role}
        options={CONSOLE_ROLES.map((value) => ({ value, label: roles[value] }))}
        onChange={(value) => setRole(value as ConsoleRole)}
      />
      <Action kind="secondary" type="submit" isPending={isPending}>
        <Trans>Go on</Trans>
      </Action>
    </form>
  );
}

function Refused({ error }: { error: Error | null }) {
  if (!error) return null;
  const words =
    error instanceof NotForConsole ? (
      <Trans>This account is a customer's. The console is for operators and doors.</Trans>
    ) : isFrontrowError(error, 'UNAUTHENTICATED') ? (
      <Trans>This token is not valid here, or has ended. Get a new one and paste all of it.</Trans>
    ) : isFrontrowError(error, 'PROCEDURE_NOT_FOUND') ? (
      <Trans>Signing in by name is off here. Paste an access token.</Trans>
    ) : null;
  if (words === null) return <ErrorNote error={error} />;
  return (
    <p role="alert" className="mt-4 text-bad">
      {words}
    </p>
  );
}
