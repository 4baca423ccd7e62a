import { Maximize, Play, Volume2, VolumeX } from 'lucide-react';
import { useRef, type ReactNode } from 'react';
import { Button } from '@/components/ui/Button';
import { IconButton } from '@/components/ui/IconButton';
import { LiveBadge } from '@/components/ui/LiveBadge';
import { ViewerCount } from '@/components/ui/ViewerCount';
import type { StreamStatus } from '@/lib/api/types';
import { useStore } from '@/lib/useStore';
import { useVideoOutput } from '../hooks/useVideoOutput';
import styles from './Player.module.css';

interface PlayerProps {
  stream: MediaStream | null;
  status: StreamStatus;
  viewerCount: number;
  title: string;
  /** What stands over the picture, or in its place: connecting, ended, full. */
  curtain: ReactNode;
  /** Floats over the picture: reactions. */
  children?: ReactNode;
}

export function Player({ stream, status, viewerCount, title, curtain, children }: PlayerProps) {
  const frame = useRef<HTMLDivElement>(null);
  const { output, attach } = useVideoOutput(stream);
  const { muted, volume, permission } = useStore(output.state);
  const isSilent = muted || permission !== 'full';
  const isOn = status === 'live' || status === 'interrupted';

  return (
    <div ref={frame} className={styles.frame}>
      <video
        ref={attach}
        playsInline
        data-testid="player-video"
        aria-label={`Live video of ${title}`}
        className={styles.video}
      />
      {children}
      {curtain}
      {isOn && (
        <div className={styles.badges}>
          <LiveBadge interrupted={status === 'interrupted'} />
          <ViewerCount count={viewerCount} overVideo />
        </div>
      )}
      {stream !== null && permission !== 'full' && (
        <Button
          variant="primary"
          icon={
            permission === 'blocked' ? <Play aria-hidden="true" /> : <VolumeX aria-hidden="true" />
          }
          className={styles.unmute}
          onClick={() => output.playWithSound()}
        >
          {permission === 'blocked' ? 'Play' : 'Tap to unmute'}
        </Button>
      )}
      {stream !== null && (
        <div className={styles.controls}>
          <IconButton
            variant="video"
            label={isSilent ? 'Unmute' : 'Mute'}
            aria-pressed={isSilent}
            onClick={() => output.setMuted(!isSilent)}
          >
            {isSilent ? <VolumeX aria-hidden="true" /> : <Volume2 aria-hidden="true" />}
          </IconButton>
          <input
            type="range"
            aria-label="Volume"
            className={styles.volume}
            min={0}
            max={1}
            step={0.05}
            value={isSilent ? 0 : volume}
            onChange={(event) => output.setVolume(event.target.valueAsNumber)}
          />
          <IconButton
            variant="video"
            label="Full screen"
            className={styles.fullscreen}
            onClick={() => void toggleFullscreen(frame.current)}
          >
            <Maximize aria-hidden="true" />
          </IconButton>
        </div>
      )}
    </div>
  );
}

async function toggleFullscreen(element: HTMLElement | null): Promise<void> {
  if (document.fullscreenElement === null) {
    await element?.requestFullscreen();
  } else {
    await document.exitFullscreen();
  }
}
