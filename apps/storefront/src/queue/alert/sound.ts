let audio: AudioContext | null = null;

/** Asks the browser for sound; it allows it only in answer to a press. */
export async function allowSound(): Promise<void> {
  audio ??= new AudioContext();
  await audio.resume();
}

const NOTES = [659, 784, 1047];
const NOTE_SECONDS = 0.18;

/** Three rising notes. Does nothing before `allowSound`. */
export function playCall(): void {
  if (!audio) return;
  for (const [n, hertz] of NOTES.entries()) {
    const start = audio.currentTime + n * NOTE_SECONDS;
    const [tone, volume] = [audio.createOscillator(), audio.createGain()];
    tone.frequency.value = hertz;
    volume.gain.setValueAtTime(0.25, start);
    volume.gain.exponentialRampToValueAtTime(0.001, start + NOTE_SECONDS * 2);
    tone.connect(volume).connect(audio.destination);
    tone.start(start);
    tone.stop(start + NOTE_SECONDS * 2);
  }
}
