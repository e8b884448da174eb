import { isFrontrowError } from '@frontrow/sdk';
import { useFrontrow } from '@frontrow/sdk/react';
import { Button } from '@frontrow/ui/parts/button.tsx';
import { Trans, useLingui } from '@lingui/react/macro';
import { useMutation } from '@tanstack/react-query';
import { useNavigate, useSearch } from '@tanstack/react-router';
import { type FormEvent, useId, useState } from 'react';
import { ErrorNote } from '../shell/error-note.tsx';
import { notice } from '../shell/notice.ts';
import { Page, PageHeading } from '../shell/page.tsx';
import { signIn } from './sign-in.ts';
import { useSignedIn } from './use-signed-in.ts';

/** Signs in by name, on the way: afterwards the visitor is back at the step that asked for it. */
export function SignInPage() {
  const { t } = useLingui();
  const client = useFrontrow();
  const navigate = useNavigate();
  const signedIn = useSignedIn();
  const { next } = useSearch({ from: '/sign-in' });
  const [name, setName] = useState('');
  const id = useId();
  const { mutate, isPending, error } = useMutation({
    mutationFn: () => client.session.devSignIn.mutate({ name }),
    onSuccess: ({ accessToken, user }) => {
      const before = signIn.get()?.user;
      signIn.set({ accessToken, user: { id: user.id, name: user.name } });
      if (before && before.id !== user.id) {
        notice.show(t`You are now ${user.name}. ${before.name} keeps the place in line.`);
      }
      return navigate({ href: next, replace: true });
    },
  });
  const submit = (event: FormEvent) => {
    event.preventDefault();
    if (name.trim() && !isPending) mutate();
  };
  const isElsewhere = isFrontrowError(error, 'PROCEDURE_NOT_FOUND');
  return (
    <Page title={t`Sign in`} width="text">
      <PageHeading>
        <Trans>Sign in</Trans>
      </PageHeading>
      <p className="mt-2 text-ink-2">
        {signedIn ? (
          <Trans>You are {signedIn.user.name}. Your place in line stays yours.</Trans>
        ) : (
          <Trans>Then your place in line and your tickets stay yours, on any device.</Trans>
        )}
      </p>
      <form onSubmit={submit} className="mt-6 grid grid-cols-[minmax(0,1fr)] gap-2">
        <label htmlFor={id} className="text-14 font-semibold">
          <Trans>Name</Trans>
        </label>
        <input
          id={id}
          value={name}
          onChange={({ target }) => setName(target.value)}
          autoComplete="username"
          maxLength={200}
          required
          className="min-h-13 rounded-control border-[1.5px] border-solid border-line-2 bg-raised px-4"
        />
        <p className="text-14 text-ink-2">
          <Trans>This site is a trial: any name will do, and a new one makes a new account.</Trans>
        </p>
        <Button type="submit" isPending={isPending} className="mt-4 w-full">
          {name.trim() ? <Trans>Go on as {name.trim()}</Trans> : <Trans>Go on</Trans>}
        </Button>
        {isElsewhere ? (
          <p role="alert" className="text-bad">
            <Trans>Signing in by name is off here. Sign in where you bought your account.</Trans>
          </p>
        ) : (
          error && <ErrorNote error={error} onRetry={() => mutate()} />
        )}
      </form>
    </Page>
  );
}
