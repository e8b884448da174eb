import { serverNow } from '@frontrow/pages/browser/server-clock.ts';
import { useMutation } from '@tanstack/react-query';
import { useRef, useState } from 'react';
import { client } from '../client/client.ts';
import { soundNo, soundYes } from './sound.ts';
import { type Verdict, verdictOf } from './verdict.ts';

/** The same code held before the camera is read again and again. */
const SAME_CODE_MILLISECONDS = 5_000;
/** Somebody stands there: after so long it says that it cannot check. The client would try for longer. */
const ANSWER_MILLISECONDS = 6_000;

export interface Door {
  /** What is on the screen; null: it waits for the next code. */
  verdict: Verdict | null;
  isChecking: boolean;
  /** Checks a code that somebody typed. */
  check(code: string): void;
  /** The same for a code that the camera sees, which it sees again and again. */
  see(code: string): void;
  next(): void;
  /** Takes the last entry back. */
  undo(): void;
  undoState: 'idle' | 'pending' | 'done' | 'failed';
  /** How many came in here since the page was opened. */
  count: number;
}

/** Checks codes one after the other, and says yes only when the server did. */
export function useDoor(performanceId: string | undefined): Door {
  const [verdict, setVerdict] = useState<Verdict | null>(null);
  const [count, setCount] = useState(0);
  const last = useRef<{ code: string; at: number } | null>(null);
  const unanswered = useRef(new Map<string, number>());
  const show = (next: Verdict) => {
    setVerdict(next);
    if (next.kind === 'IN') soundYes();
    else soundNo();
  };
  const redeem = useMutation({
    mutationFn: async (code: string): Promise<Verdict> => {
      const sentAt = serverNow();
      try {
        const ticket = await client.admin.redeemTicket.mutate(
          { code, ...(performanceId ? { performanceId } : {}) },
          { signal: AbortSignal.timeout(ANSWER_MILLISECONDS) },
        );
        return { kind: 'IN', ticket };
      } catch (error) {
        const found = verdictOf(error, unanswered.current.get(code) ?? null);
        if (found.kind === 'NOT_CHECKED') {
          unanswered.current.set(code, unanswered.current.get(code) ?? sentAt);
        }
        return found;
      }
    },
    onSuccess: (found) => {
      if (found.kind === 'IN') setCount((before) => before + 1);
      show(found);
    },
  });
  const undoing = useMutation({
    mutationFn: (ticketId: string) => client.admin.undoRedeem.mutate({ ticketId }),
    onSuccess: () => setCount((before) => before - 1),
  });
  const check = (code: string) => {
    if (redeem.isPending || verdict !== null || code.trim() === '') return;
    last.current = { code, at: Date.now() };
    undoing.reset();
    redeem.mutate(code);
  };
  return {
    verdict,
    count,
    isChecking: redeem.isPending,
    undoState: undoing.isPending
      ? 'pending'
      : undoing.isSuccess
        ? 'done'
        : undoing.isError
          ? 'failed'
          : 'idle',
    check,
    see(code) {
      const now = Date.now();
      const isSame = last.current?.code === code && now - last.current.at < SAME_CODE_MILLISECONDS;
      if (isSame && last.current) last.current.at = now;
      else check(code);
    },
    next: () => setVerdict(null),
    undo() {
      if (verdict?.kind === 'IN') undoing.mutate(verdict.ticket.ticketId);
    },
  };
}
