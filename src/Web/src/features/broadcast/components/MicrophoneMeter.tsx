import { useEffect, useRef } from 'react';
import styles from './MicrophoneMeter.module.css';

interface MicrophoneMeterProps {
  media: MediaStream | null;
  muted: boolean;
}

/** Moves while somebody speaks, so that a dead microphone is noticed before going live. */
export function MicrophoneMeter({ media, muted }: MicrophoneMeterProps) {
  const bar = useRef<HTMLDivElement>(null);
  const [track] = media?.getAudioTracks() ?? [];

  useEffect(() => {
    if (track === undefined || muted) {
      return;
    }

    const context = new AudioContext();
    const analyser = context.createAnalyser();
    analyser.fftSize = 512;
    context.createMediaStreamSource(new MediaStream([track])).connect(analyser);
    const samples = new Uint8Array(analyser.fftSize);

    let frame = requestAnimationFrame(function draw() {
      analyser.getByteTimeDomainData(samples);
      const peak = samples.reduce((most, sample) => Math.max(most, Math.abs(sample - 128)), 0);
      bar.current?.style.setProperty('--level', String(Math.min(1, (peak / 128) * 1.6)));
      frame = requestAnimationFrame(draw);
    });
    const element = bar.current;
    return () => {
      cancelAnimationFrame(frame);
      element?.style.setProperty('--level', '0');
      void context.close();
    };
  }, [track, muted]);

  return (
    <div className={styles.meter} aria-hidden="true">
      <div ref={bar} className={styles.level} />
    </div>
  );
}
