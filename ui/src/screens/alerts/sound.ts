const TONE_HZ = 880;
const SECONDS = 0.25;
const LOUDNESS = 0.15;

/** A short sound, made here: no file is played. A system without sound, or one that mutes it, stays silent. */
export function beep(): void {
  if (typeof AudioContext === "undefined") return;
  const audio = new AudioContext();
  const tone = audio.createOscillator();
  const loudness = audio.createGain();
  loudness.gain.setValueAtTime(LOUDNESS, audio.currentTime);
  // it ends softly
  loudness.gain.exponentialRampToValueAtTime(0.001, audio.currentTime + SECONDS);
  tone.frequency.value = TONE_HZ;
  tone.connect(loudness).connect(audio.destination);
  tone.onended = () => void audio.close();
  tone.start();
  tone.stop(audio.currentTime + SECONDS);
}
