let audio: AudioContext | null = null;

/** A browser lets a page sound only after its visitor has touched it. */
export function allowSound(): void {
  audio ??= new AudioContext();
  void audio.resume();
}

function tone(frequency: number, from: number, seconds: number): void {
  if (!audio) return;
  const [oscillator, gain] = [audio.createOscillator(), audio.createGain()];
  const at = audio.currentTime + from;
  oscillator.type = 'square';
  oscillator.frequency.value = frequency;
  gain.gain.setValueAtTime(0.2, at);
  gain.gain.exponentialRampToValueAtTime(0.001, at + seconds);
  oscillator.connect(gain).connect(audio.destination);
  oscillator.start(at);
  oscillator.stop(at + seconds);
}

/** One high tone: come in. */
export const soundYes = (): void => tone(1_320, 0, 0.25);

/** Two low tones, and the device shakes: not with this. */
export function soundNo(): void {
  tone(200, 0, 0.25);
  tone(200, 0.35, 0.35);
  navigator.vibrate?.([200, 100, 300]);
}
