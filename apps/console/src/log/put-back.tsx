import { Trans } from '@lingui/react/macro';
import { useMutation } from '@tanstack/react-query';
import { useState } from 'react';
import { client, type Input, type Action as Logged } from '../client/client.ts';
import { Action } from '../shell/action.tsx';
import { Question } from '../shell/question.tsx';
import { settingsBefore } from './settings-before.ts';

export interface PutBackProps {
  action: Logged;
  /** What will change, in words. */
  words: string;
  onDone: () => void;
}

/** Puts the settings that an action of the queue changed back to what they were before it. Asks once. */
export function PutBack({ action, words, onDone }: PutBackProps) {
  const [isAsking, setAsking] = useState(false);
  const change = useMutation({
    mutationFn: (input: Input<'configureQueue'>) => client.admin.configureQueue.mutate(input),
    onSuccess: () => {
      setAsking(false);
      onDone();
    },
  });
  const settings = settingsBefore(action);
  if (!settings) return null;
  if (!isAsking) {
    return (
      <Action kind="secondary" onClick={() => setAsking(true)}>
        <Trans>Put it back</Trans>
      </Action>
    );
  }
  return (
    <Question
      action={<Trans>Put it back now</Trans>}
      isPending={change.isPending}
      error={change.error}
      onConfirm={() => change.mutate({ concertId: action.targetId, ...settings })}
      onLeave={() => setAsking(false)}
    >
      <p className="m-0">
        <span className="mark">{words}</span>{' '}
        <Trans>In force within 2 s; nobody is thrown out.</Trans>
      </p>
    </Question>
  );
}
