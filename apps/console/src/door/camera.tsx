import { Trans } from '@lingui/react/macro';
import { useEffect, useRef, useState } from 'react';
import { codeReader } from './code-reader.ts';

const LOOK_MILLISECONDS = 150;

export interface CameraProps {
  onCode: (code: string) => void;
}

/** Looks for codes through the camera. What it sees stays on this device but for the codes. */
export function Camera({ onCode }: CameraProps) {
  const video = useRef<HTMLVideoElement>(null);
  const [isRefused, setRefused] = useState(false);
  const report = useRef(onCode);
  report.current = onCode;
  useEffect(() => {
    const ended = new AbortController();
    watch(video.current, ended.signal, (code) => report.current(code)).catch(() => {
      if (!ended.signal.aborted) setRefused(true);
    });
    return () => ended.abort();
  }, []);
  return (
    <div className="bg-black">
      <video ref={video} muted playsInline className="block max-h-[50dvh] w-full object-cover" />
      {isRefused && (
        <p role="status" className="m-0 bg-bad-bg p-3 text-bad">
          <Trans>The camera is not to be had. Allow it for this page, or type the code.</Trans>
        </p>
      )}
    </div>
  );
}

async function watch(
  video: HTMLVideoElement | null,
  signal: AbortSignal,
  report: (code: string) => void,
): Promise<void> {
  if (!video) return;
  const stream = await navigator.mediaDevices.getUserMedia({
    video: { facingMode: 'environment', width: { ideal: 1_280 } },
  });
  signal.addEventListener('abort', () => {
    for (const track of stream.getTracks()) track.stop();
  });
  video.srcObject = stream;
  await video.play();
  const read = await codeReader();
  while (!signal.aborted) {
    const code = await read(video).catch(() => null);
    if (code && !signal.aborted) report(code);
    await new Promise((resolve) => setTimeout(resolve, LOOK_MILLISECONDS));
  }
  for (const track of stream.getTracks()) track.stop();
}
