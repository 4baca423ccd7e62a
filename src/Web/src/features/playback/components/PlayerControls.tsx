import { useLingui } from '@lingui/react/macro';
import {
  Activity,
  Maximize,
  Minimize,
  PictureInPicture2,
  RectangleHorizontal,
  Volume1,
  Volume2,
  VolumeX,
} from 'lucide-react';
import type { RefObject } from 'react';
import { IconButton } from '@/components/ui/IconButton';
import { useStore } from '@/lib/useStore';
import type { VideoOutput } from '../core/VideoOutput';
import { useFullscreen } from '../hooks/useFullscreen';
import styles from './Player.module.css';

export function SoundControls({ output }: { output: VideoOutput }) {
  const { t } = useLingui();
  const { muted, volume, permission } = useStore(output.state);
  const isSilent = muted || permission !== 'full';
  const Icon = isSilent ? VolumeX : volume < 0.5 ? Volume1 : Volume2;
  return (
    <>
      <IconButton
        variant="video"
        label={isSilent ? t`Unmute (m)` : t`Mute (m)`}
        onClick={() => output.setMuted(!isSilent)}
      >
        <Icon aria-hidden="true" />
      </IconButton>
      <input
        type="range"
        aria-label={t`Volume`}
        className={styles.volume}
        min={0}
        max={1}
        step={0.05}
        value={isSilent ? 0 : volume}
        onChange={(event) => output.setVolume(event.target.valueAsNumber)}
      />
    </>
  );
}

interface FrameControlsProps {
  video: HTMLVideoElement | null;
  frame: RefObject<HTMLElement | null>;
  theatre?: { isOn: boolean; toggle: () => void } | undefined;
  onStats?: () => void;
  onFullscreen: () => void;
  onPictureInPicture: () => void;
}

/** What changes the picture's size and place. */
export function FrameControls({
  frame,
  theatre,
  onStats,
  onFullscreen,
  onPictureInPicture,
}: FrameControlsProps) {
  const { t } = useLingui();
  const isFull = useFullscreen(frame);
  return (
    <>
      {onStats !== undefined && (
        <IconButton
          variant="video"
          label={t`Statistics (s)`}
          className={styles.wide}
          onClick={onStats}
        >
          <Activity aria-hidden="true" />
        </IconButton>
      )}
      {document.pictureInPictureEnabled && (
        <IconButton variant="video" label={t`Picture in picture (i)`} onClick={onPictureInPicture}>
          <PictureInPicture2 aria-hidden="true" />
        </IconButton>
      )}
      {theatre !== undefined && !isFull && (
        <IconButton
          variant="video"
          label={theatre.isOn ? t`Leave the theatre view (t)` : t`Theatre view (t)`}
          className={styles.wide}
          onClick={theatre.toggle}
        >
          <RectangleHorizontal aria-hidden="true" />
        </IconButton>
      )}
      <IconButton
        variant="video"
        label={isFull ? t`Leave full screen (f)` : t`Full screen (f)`}
        onClick={onFullscreen}
      >
        {isFull ? <Minimize aria-hidden="true" /> : <Maximize aria-hidden="true" />}
      </IconButton>
    </>
  );
}
