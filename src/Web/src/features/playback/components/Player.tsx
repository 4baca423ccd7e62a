import { useLingui } from '@lingui/react/macro';
import { Play, VolumeX } from 'lucide-react';
import { useCallback, useRef, useState, type ReactNode } from 'react';
import { Button } from '@/components/ui/Button';
import { LiveBadge } from '@/components/ui/LiveBadge';
import { ViewerCount } from '@/components/ui/ViewerCount';
import type { StreamStatus } from '@/lib/api/types';
import { formatDuration } from '@/lib/format';
import { useClock } from '@/lib/useClock';
import { useStore } from '@/lib/useStore';
import { usePlayerKeys } from '../hooks/usePlayerKeys';
import { useVideoOutput } from '../hooks/useVideoOutput';
import { KeyList } from './KeyList';
import styles from './Player.module.css';
import { FrameControls, SoundControls } from './PlayerControls';
import { StatsPanel } from './StatsPanel';

interface PlayerProps {
  stream: MediaStream | null;
  status: StreamStatus;
  viewerCount: number;
  title: string;
  startedAt: string | null;
  /** What stands over the picture, or in its place: connecting, ended, full. */
  curtain: ReactNode;
  /** Chooses among the qualities that there are. */
  quality?: ReactNode;
  theatre?: { isOn: boolean; toggle: () => void };
  /** Floats over the picture: reactions. */
  children?: ReactNode;
}

/** The live picture with what one does to it: sound, size, and what is known of it. */
export function Player({
  stream,
  status,
  viewerCount,
  title,
  startedAt,
  curtain,
  quality,
  theatre,
  children,
}: PlayerProps) {
  const { t } = useLingui();
  const frame = useRef<HTMLDivElement>(null);
  const [video, setVideo] = useState<HTMLVideoElement | null>(null);
  const [panel, setPanel] = useState<'stats' | 'keys' | null>(null);
  const { output, attach } = useVideoOutput(stream);
  const { muted, permission } = useStore(output.state);
  const isSilent = muted || permission !== 'full';
  const isOn = status === 'live' || status === 'interrupted';
  const now = useClock(isOn);
  const take = useCallback(
    (element: HTMLVideoElement | null) => {
      attach(element);
      setVideo(element);
    },
    [attach],
  );

  const togglePanel = (which: 'stats' | 'keys') => setPanel(panel === which ? null : which);
  const { toggleFullscreen, togglePictureInPicture } = usePlayerKeys(frame, video, {
    m: () => output.setMuted(!isSilent),
    ...(theatre === undefined ? {} : { t: theatre.toggle }),
    s: () => togglePanel('stats'),
    '?': () => togglePanel('keys'),
    Escape: () => setPanel(null),
    ' ': () => output.setMuted(!isSilent),
    k: () => output.setMuted(!isSilent),
  });

  return (
    <div ref={frame} className={styles.frame}>
      <video
        ref={take}
        playsInline
        data-testid="player-video"
        aria-label={t`Live video of ${title}`}
        className={styles.video}
        onDoubleClick={toggleFullscreen}
      />
      {children}
      {curtain}
      {isOn && (
        <div className={styles.badges}>
          <LiveBadge interrupted={status === 'interrupted'} />
          <ViewerCount count={viewerCount} overVideo />
          {startedAt !== null && (
            <span role="timer" className={styles.clock} aria-label={t`Time live`}>
              {formatDuration((now - Date.parse(startedAt)) / 1000)}
            </span>
          )}
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
          {permission === 'blocked' ? t`Play` : t`Tap to unmute`}
        </Button>
      )}
      {panel === 'stats' && <StatsPanel video={video} onClose={() => setPanel(null)} />}
      {panel === 'keys' && <KeyList isLive onClose={() => setPanel(null)} />}
      {stream !== null && (
        <div className={styles.controls}>
          <SoundControls output={output} />
          <span className={styles.end}>
            {quality}
            <FrameControls
              video={video}
              frame={frame}
              theatre={theatre}
              onStats={() => togglePanel('stats')}
              onFullscreen={toggleFullscreen}
              onPictureInPicture={togglePictureInPicture}
            />
          </span>
        </div>
      )}
    </div>
  );
}
