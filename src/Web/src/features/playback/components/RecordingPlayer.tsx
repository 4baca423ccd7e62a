import { useLingui } from '@lingui/react/macro';
import { clsx } from 'clsx';
import { Pause, Play } from 'lucide-react';
import { useCallback, useEffect, useMemo, useRef, useState, type ReactNode } from 'react';
import { IconButton } from '@/components/ui/IconButton';
import { formatDuration } from '@/lib/format';
import { useStore } from '@/lib/useStore';
import { VideoOutput } from '../core/VideoOutput';
import { usePlayerKeys } from '../hooks/usePlayerKeys';
import { Curtain } from './Curtain';
import { KeyList } from './KeyList';
import styles from './Player.module.css';
import { FrameControls, SoundControls } from './PlayerControls';

const speeds = [0.5, 0.75, 1, 1.25, 1.5, 1.75, 2];
const stepSeconds = 10;

interface RecordingPlayerProps {
  src: string;
  title: string;
  /** Seconds: where a link to a moment begins. */
  startAt: number;
  /** Seconds, as the stream's own clock has it: a recording may not say how long it is. */
  duration: number;
  theatre?: { isOn: boolean; toggle: () => void };
  onTime: (seconds: number) => void;
  children?: ReactNode;
}

/** A recording, with seeking, speed and keys. */
export function RecordingPlayer({
  src,
  title,
  startAt,
  duration,
  theatre,
  onTime,
  children,
}: RecordingPlayerProps) {
  const { t } = useLingui();
  const frame = useRef<HTMLDivElement>(null);
  const element = useRef<HTMLVideoElement>(null);
  const [video, setVideo] = useState<HTMLVideoElement | null>(null);
  const take = useCallback((taken: HTMLVideoElement | null) => {
    element.current = taken;
    setVideo(taken);
  }, []);
  const output = useMemo(() => new VideoOutput(), []);
  const { muted, volume } = useStore(output.state);
  const [isPaused, setPaused] = useState(true);
  const [time, setTime] = useState(startAt);
  const [length, setLength] = useState(duration);
  const [speed, setSpeed] = useState(1);
  const [hasFailed, setFailed] = useState(false);
  const [isShowingKeys, setShowingKeys] = useState(false);

  useEffect(() => {
    if (element.current !== null) {
      element.current.muted = muted;
      element.current.volume = volume;
    }
  }, [muted, volume]);

  const seek = (seconds: number) => {
    const playing = element.current;
    if (playing !== null) {
      playing.currentTime = Math.min(Math.max(0, seconds), length);
      setTime(playing.currentTime);
      onTime(playing.currentTime);
    }
  };
  const togglePlay = () => {
    if (element.current?.paused === true) {
      // A browser that refuses leaves it paused, as the button then says.
      element.current.play().catch(() => undefined);
    } else {
      element.current?.pause();
    }
  };
  const { toggleFullscreen, togglePictureInPicture } = usePlayerKeys(frame, video, {
    ' ': togglePlay,
    k: togglePlay,
    m: () => output.setMuted(!muted),
    ArrowLeft: () => seek(time - stepSeconds),
    ArrowRight: () => seek(time + stepSeconds),
    '?': () => setShowingKeys(!isShowingKeys),
    Escape: () => setShowingKeys(false),
    ...(theatre === undefined ? {} : { t: theatre.toggle }),
  });

  if (hasFailed) {
    return (
      <div className={styles.frame}>
        <Curtain
          title={t`The recording cannot be played`}
          detail={t`It may still be prepared. Try again in a minute.`}
        />
      </div>
    );
  }

  return (
    <div ref={frame} className={styles.frame}>
      <video
        ref={take}
        src={src}
        playsInline
        preload="metadata"
        data-testid="recording-video"
        aria-label={t`Recording of ${title}`}
        className={styles.video}
        onClick={togglePlay}
        onDoubleClick={toggleFullscreen}
        onPlay={() => setPaused(false)}
        onPause={() => setPaused(true)}
        onError={() => setFailed(true)}
        onLoadedMetadata={({ currentTarget }) => {
          if (Number.isFinite(currentTarget.duration)) {
            setLength(currentTarget.duration);
          }

          currentTarget.currentTime = startAt;
          currentTarget.playbackRate = speed;
        }}
        onTimeUpdate={({ currentTarget }) => {
          setTime(currentTarget.currentTime);
          onTime(currentTarget.currentTime);
        }}
      />
      {children}
      {isShowingKeys && <KeyList isLive={false} onClose={() => setShowingKeys(false)} />}
      <div className={clsx(styles.controls, isPaused && styles.stays)}>
        <input
          type="range"
          aria-label={t`Position`}
          aria-valuetext={formatDuration(time)}
          className={styles.seek}
          min={0}
          max={Math.max(1, length)}
          step={0.5}
          value={Math.min(time, length)}
          onChange={(event) => seek(event.target.valueAsNumber)}
        />
        <IconButton
          variant="video"
          label={isPaused ? t`Play (k)` : t`Pause (k)`}
          data-testid="recording-play"
          onClick={togglePlay}
        >
          {isPaused ? <Play aria-hidden="true" /> : <Pause aria-hidden="true" />}
        </IconButton>
        <SoundControls output={output} />
        <span className={styles.time}>
          {formatDuration(time)} / {formatDuration(length)}
        </span>
        <span className={styles.end}>
          <select
            aria-label={t`Speed`}
            className={styles.speed}
            value={speed}
            onChange={(event) => {
              const wanted = Number(event.target.value);
              setSpeed(wanted);
              if (element.current !== null) {
                element.current.playbackRate = wanted;
              }
            }}
          >
            {speeds.map((one) => (
              <option key={one} value={one}>
                {one}×
              </option>
            ))}
          </select>
          <FrameControls
            video={video}
            frame={frame}
            theatre={theatre}
            onFullscreen={toggleFullscreen}
            onPictureInPicture={togglePictureInPicture}
          />
        </span>
      </div>
    </div>
  );
}
